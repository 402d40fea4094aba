// A lab as a browser test holds it: found by role and name, as a reader's tools find it.
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export const chapter = '/quorum/';

export class LabPage {
  readonly page: Page;
  readonly lab: Locator;
  readonly steps: Locator;
  readonly picture: Locator;

  constructor(page: Page) {
    this.page = page;
    this.lab = page.getByRole('region', { name: 'Lab', exact: true });
    this.steps = this.lab.getByRole('region', { name: 'Steps' });
    this.picture = this.lab.getByRole('region', { name: 'The cluster' });
  }

  async open(address = chapter): Promise<void> {
    await this.page.goto(address);
    await this.expectPrompt();
  }

  terminal(machine: string): Locator {
    return this.lab.getByRole('textbox', { name: `Terminal of ${machine}` });
  }

  /** What the terminal that is shown shows, line by line. */
  get screen(): Locator {
    return this.lab.getByRole('tabpanel').locator('.xterm-rows');
  }

  async expectPrompt(machine = 'workstation'): Promise<void> {
    await expect(this.screen).toContainText(`root@${machine}:~#`, { timeout: 15_000 });
  }

  /** Types a line, and waits for its command to end: `ssh` would eat what is typed ahead. */
  async run(line: string): Promise<void> {
    await this.type(line);
    await this.expectLastLine(/root@[\w-]+:~#$/);
  }

  async type(line: string): Promise<void> {
    await this.page.keyboard.type(line);
    await expect(this.screen).toContainText(line.slice(-20));
    await this.page.keyboard.press('Enter');
  }

  async expectLastLine(pattern: RegExp): Promise<void> {
    await expect
      .poll(async () => (await this.screen.innerText()).trimEnd(), { timeout: 15_000 })
      .toMatch(pattern);
  }

  machine(name: string): Locator {
    return this.picture.getByRole('button', { name: new RegExp(`^${name} `) });
  }

  async expectDone(step: number, timeout = 20_000): Promise<void> {
    const mark = this.steps.getByRole('button', { name: `Step ${step}, done` });
    await expect(mark).toBeVisible({ timeout });
  }

  /** Presses Tab, or Shift+Tab, until the focus is there: the way without a mouse. */
  async tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    for (let presses = 0; presses < TAB_STOPS_MAX; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press(key);
    }
    await expect(target).toBeFocused();
  }
}

/** A chapter beside its lab has fewer stops than this. */
const TAB_STOPS_MAX = 120;
