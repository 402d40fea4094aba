// What can go wrong with a WebContainer: the page says why, and the lab goes on in it.
import { expect } from '@playwright/test';
import { lessons } from '../../../labs/lessons/index.ts';
import { LabPage } from '../lab-page.ts';
import { ContainerPage, takeForVendor, test } from './container-page.ts';
import { unusedPort } from './double.ts';

/** After a container failed the lab is the one that it was. */
async function expectUnharmed(lab: ContainerPage, why: RegExp): Promise<void> {
  await lab.expectInPage(why);
  await lab.runHere('echo $marker afterwards');
  await expect(lab.screen).toContainText('kept afterwards');
}

/** Nobody answers: the lab goes on, until the page's clock has passed ten seconds. */
async function expectPatience(lab: ContainerPage, state: RegExp): Promise<void> {
  await expect(lab.state).toContainText(state);
  await lab.runHere('echo meanwhile');
  await expect(lab.state).toContainText(state);
  await lab.page.clock.fastForward(10_000);
}

async function openAndAsk(lab: ContainerPage): Promise<void> {
  await lab.page.clock.install();
  await lab.open();
  await lab.runHere('marker=kept');
  await lab.ask();
}

test('a vendor that nobody reaches', async ({ page }) => {
  await takeForVendor(page, `http://127.0.0.1:${await unusedPort()}`);
  const lab = new ContainerPage(page);
  await openAndAsk(lab);
  await expectPatience(lab, /^The WebContainer boots\./);
  await expectUnharmed(lab, /did not start within ten seconds: its host did not answer/);
  await lab.expectAccessible();
  await lab.state.getByRole('button', { name: 'Close' }).click();
  await expect(lab.state).toHaveText('');
});

test.describe('a vendor', () => {
  test.use({ manner: 'refuses' });

  test('that refuses the site', async ({ double, page }) => {
    const lab = new ContainerPage(page);
    await openAndAsk(lab);
    await expectPatience(lab, /^The WebContainer boots\./);
    await expectUnharmed(lab, /within ten seconds, though its host answered/);
    expect(double.running).toEqual([]);
  });
});

test('a program that ends before it says hello', async ({ double, page }) => {
  double.instead = { command: 'node', args: ['-e', 'console.error("no memory"); process.exit(7)'] };
  const lab = new ContainerPage(page);
  await openAndAsk(lab);
  await expectUnharmed(lab, /The lab did not start in the WebContainer/);
  await lab.state.getByText('What the container said').click();
  await expect(lab.state).toContainText('ended with exit code 7');
  await expect(lab.state).toContainText('no memory');
  expect(double.running).toEqual([]);

  // Nothing stands in the way of a second try.
  double.instead = undefined;
  await lab.ask();
  await lab.expectInside();
});

test('a program that never says hello', async ({ double, page }) => {
  double.instead = { command: 'node', args: ['-e', 'setInterval(() => {}, 1000)'] };
  const lab = new ContainerPage(page);
  await openAndAsk(lab);
  await expectPatience(lab, /^The lab starts in the WebContainer/);
  await expectUnharmed(lab, /The lab did not start in the WebContainer/);
  await expect.poll(() => double.running).toEqual([]);
});

test('a container that dies: the lab comes back as it was', async ({ double, page }) => {
  const lab = new ContainerPage(page);
  await openAndAsk(lab);
  await lab.expectInside();
  await lab.runHere('inside=too; etcdctl put course inside');
  await lab.steps.getByRole('button', { name: 'Solve this step' }).click();
  await lab.expectDone(1);
  double.killLab();
  await lab.expectInPage(/The WebContainer has ended/);
  await lab.expectDone(1);
  await lab.runHere('echo $marker $inside; etcdctl get course');
  await expect(lab.screen).toContainText(/kept too.*course.*inside/s);
  await expect(lab.lab.getByRole('tab', { name: 'WebContainer' })).toHaveCount(0);
  await expect.poll(() => double.running).toEqual([]);
});

test('a page that is reloaded: the lab begins in the page, the machine has gone', async ({
  double,
  page,
}) => {
  const lab = new ContainerPage(page);
  await openAndAsk(lab);
  await lab.expectInside();
  await page.reload();
  await lab.expectPrompt();
  await expect(lab.switch).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => double.running).toEqual([]);
});

test('a page that is not isolated: nothing is offered', async ({ page }) => {
  await page.route('**/quorum/', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  const lab = new ContainerPage(page);
  await lab.open();
  await expect(lab.lab.getByRole('button', { name: 'Start over' })).toBeVisible();
  await expect(lab.switch).toHaveCount(0);
});

for (const { words } of lessons) {
  test(`every other origin blocked: ${words.id} asks none until its reader does`, async ({
    baseURL,
    page,
  }) => {
    const strangers: string[] = [];
    await page.route('**/*', (route) => {
      const { origin } = new URL(route.request().url());
      if (origin === baseURL) return route.continue();
      strangers.push(origin);
      return route.abort();
    });
    const lab = new LabPage(page);
    await lab.open(`/${words.id}/`);
    await lab.steps.getByRole('button', { name: 'Solve this step' }).click();
    await lab.expectDone(1);
    const container = new ContainerPage(page);
    await container.switch.click();
    await container.expectAccessible();
    expect(strangers).toEqual([]);
    await page.getByRole('button', { name: 'Load and run' }).click();
    await expect.poll(() => strangers).toEqual(['https://stackblitz.com']);
  });
}
