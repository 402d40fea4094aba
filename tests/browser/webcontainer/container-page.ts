import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { LabPage } from '../lab-page.ts';
import { Double, type Manner } from './double.ts';

/** A double that every page of the test takes for the vendor; `manner` says how it behaves. */
export const test = base.extend<{ manner: Manner; double: Double }>({
  manner: ['serves', { option: true }],
  double: async ({ manner, page }, use) => {
    const double = await Double.start(manner);
    await takeForVendor(page, double.origin);
    await use(double);
    await double.stop();
  },
});

export async function takeForVendor(page: Page, origin: string): Promise<void> {
  await page.addInitScript((url) => {
    Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: url });
  }, origin);
}

/** A lab with its switch to a WebContainer. */
export class ContainerPage extends LabPage {
  readonly switch = this.lab.getByRole('button', { name: 'Run in a WebContainer' });
  readonly state = this.lab.locator('.q-container');

  /** Presses the switch, and agrees. */
  async ask(): Promise<void> {
    await this.switch.click();
    await this.page.getByRole('button', { name: 'Load and run' }).click();
  }

  async expectInside(): Promise<void> {
    await expect(this.state).toHaveText(/^Runs in a WebContainer/, { timeout: 30_000 });
    await expect(this.switch).toHaveAttribute('aria-pressed', 'true');
  }

  /** The lab runs in the page, and says why it does. */
  async expectInPage(why: RegExp): Promise<void> {
    await expect(this.state).toContainText(why, { timeout: 30_000 });
    await expect(this.switch).toHaveAttribute('aria-pressed', 'false');
  }

  /** Types a line on the workstation and waits for its end. */
  async runHere(line: string): Promise<void> {
    await this.lab.getByRole('tab', { name: 'workstation' }).click();
    await this.terminal('workstation').focus();
    await this.run(line);
  }

  async expectAccessible(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page }).include('#lab').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }

  async solveAll(steps: number): Promise<void> {
    await this.lab.getByRole('button', { name: 'Speed times 60' }).click();
    for (let step = 1; step <= steps; step++) {
      await this.steps.getByRole('button', { name: 'Solve this step' }).click();
      await this.expectDone(step, 30_000);
    }
  }
}
