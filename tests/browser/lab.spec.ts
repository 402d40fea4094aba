// The lab beside the chapter, as readers use it: by typing, without a mouse, on a phone, from the
// text, and after something of ours broke.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';

test('is done by typing', { tag: '@firefox' }, async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.terminal('workstation').focus();
  await lab.run('etcdctl endpoint status --cluster -w table');
  await lab.expectDone(1);
  await lab.run('etcdctl put course started');
  await lab.expectDone(2);
  await lab.run('ssh etcd-2 systemctl stop etcd');
  await lab.run('etcdctl put course one-down');
  await lab.expectDone(3);
  await lab.run('ssh etcd-3 systemctl stop etcd');
  await lab.run('etcdctl put course two-down');
  await lab.expectDone(4);
  await lab.run('etcdctl get course --consistency=s');
  await lab.expectDone(5);
  await lab.run('ssh etcd-2 systemctl start etcd');
  await lab.run('etcdctl put course back');
  await lab.run('etcdctl get course');
  await lab.expectDone(6);
  await expect(lab.lab.getByRole('heading', { name: 'All 6 steps are done' })).toBeVisible();

  await page.reload();
  await lab.expectDone(6);
});

test('is done by keyboard alone', async ({ page }) => {
  // Hundreds of key presses, each a round trip.
  test.slow();
  const lab = new LabPage(page);
  const { keyboard } = page;
  await lab.open();
  const terminal = lab.terminal('workstation');
  const machines = lab.picture
    .getByRole('toolbar', { name: 'Machines' })
    .locator('[role=button][tabindex="0"]');
  const fault = async (machine: string, presses: number, item: string): Promise<void> => {
    await keyboard.press('Escape');
    await lab.tabTo(machines, 'Shift+Tab');
    await keyboard.press('Home');
    for (let press = 0; press < presses; press++) await keyboard.press('ArrowRight');
    await expect(lab.machine(machine)).toBeFocused();
    await keyboard.press('Enter');
    await expect(lab.lab.getByRole('menuitem', { name: new RegExp(`^${item}`) })).toBeFocused();
    await keyboard.press('Enter');
    await expect(lab.machine(machine)).toBeFocused();
    await lab.tabTo(terminal);
  };

  await lab.tabTo(terminal);
  await lab.run('etcdctl endpoint status --cluster -w table');
  await lab.expectDone(1);
  await lab.run('etcdctl put course started');
  await lab.expectDone(2);
  await fault('etcd-2', 2, 'Stop etcd');
  await lab.run('etcdctl put course one-down');
  await lab.expectDone(3);
  await fault('etcd-3', 3, 'Stop etcd');
  await lab.type('etcdctl put course two-down');
  await keyboard.press('Escape');
  await lab.tabTo(lab.lab.getByRole('button', { name: 'Skip 10 s' }), 'Shift+Tab');
  await keyboard.press('Enter');
  await lab.expectDone(4);
  await lab.tabTo(terminal);
  await lab.run('etcdctl get course --consistency=s');
  await lab.expectDone(5);
  await fault('etcd-2', 2, 'Start etcd');
  await lab.run('etcdctl put course back');
  await lab.run('etcdctl get course');
  await lab.expectDone(6);
});

test('lets the keyboard out of the terminal', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const terminal = lab.terminal('workstation');
  await terminal.focus();
  await page.keyboard.press('Tab');
  await expect(terminal).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(terminal).not.toBeFocused();
  await terminal.focus();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('searchbox').or(page.getByPlaceholder('Search'))).toBeFocused();
});

test('has one terminal per machine, chosen with the arrow keys', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.lab.getByRole('tab', { name: 'workstation' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(lab.lab.getByRole('tab', { name: 'etcd-1' })).toBeFocused();
  await lab.expectPrompt('etcd-1');
  await page.keyboard.press('End');
  await lab.expectPrompt('etcd-3');
});

test('opens, changes and closes menus without a mouse', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const cable = lab.picture.getByRole('button', { name: /^Cable etcd-1 to etcd-2/ });
  await cable.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await expect(lab.lab.getByRole('menuitem', { name: 'Cut etcd-1 → etcd-2 only' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(cable).toBeFocused();
  await expect(lab.lab.getByRole('menu')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(cable).toHaveAccessibleName(/cut both ways/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(cable).toHaveAccessibleName(/works/);
});

test('pauses time, and says which command waits for it', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.lab.getByRole('button', { name: 'Pause' }).click();
  await lab.terminal('workstation').focus();
  await lab.type('sleep 3');
  await expect(lab.lab.getByText('Time is paused: sleep 3 is waiting.')).toBeVisible();
  await lab.lab.getByRole('button', { name: 'Skip 10 s' }).click();
  await expect(lab.lab.getByText('Time is paused:')).toHaveCount(0);
});

test('solves a step, and gives hints in three degrees', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  for (const degree of ['1', '2', '3']) {
    await lab.steps.getByRole('button', { name: `(${degree} of 3)` }).click();
  }
  await expect(lab.steps.getByText('Type etcdctl endpoint status')).toBeVisible();
  await lab.steps.getByRole('button', { name: 'Solve this step' }).click();
  await lab.expectDone(1);
});

test('starts over, and forgets only when it is told to', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.steps.getByRole('button', { name: 'Solve this step' }).click();
  await lab.expectDone(1);
  const startOver = async (isForgetting: boolean): Promise<void> => {
    await lab.lab.getByRole('button', { name: 'Start over' }).click();
    const dialog = page.getByRole('dialog');
    if (isForgetting) await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Start over' }).click();
    await lab.expectPrompt();
  };
  await startOver(false);
  await lab.expectDone(1);
  await startOver(true);
  await expect(lab.steps.getByRole('button', { name: 'Step 1, to do now' })).toBeVisible();
});

test('runs the commands of the text', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const run = page.locator('q-run[data-command^="etcdctl put"]').first();
  const command = (await run.getAttribute('data-command')) ?? '';
  await run.getByRole('button', { name: `Run ${command}` }).click();
  await expect(lab.screen).toContainText(command);
});

test('opens on a phone when it is asked to, and has the keys that a phone lacks', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const lab = new LabPage(page);
  await page.goto('/quorum/');
  expect(page.workers()).toHaveLength(0);
  await lab.lab.getByRole('button', { name: 'Open the lab' }).click();
  await lab.lab.getByRole('tablist').scrollIntoViewIfNeeded();
  await lab.lab.getByRole('tabpanel').scrollIntoViewIfNeeded();
  await lab.expectPrompt();
  const fits = await page.evaluate(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
  );
  expect(fits).toBe(true);

  await lab.terminal('workstation').focus();
  await page.keyboard.type('echo one two ');
  await lab.lab.getByRole('button', { name: 'Pipe' }).click();
  await lab.type(' wc -w');
  await expect(lab.screen).toContainText('2');
  await lab.lab.getByRole('button', { name: 'Arrow up' }).click();
  await expect(lab.screen).toContainText(/wc -w.*wc -w/s);
  await lab.lab.getByRole('button', { name: 'Control C' }).click();

  await lab.machine('etcd-2').click();
  const menu = lab.lab.getByRole('menu');
  const box = await menu.boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  await lab.lab.getByRole('menuitem', { name: 'Power off' }).click();
  await expect(lab.machine('etcd-2')).toHaveAccessibleName(/^etcd-2 off/);
});

test('on a phone, a command of the text opens the lab and brings it into view', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const lab = new LabPage(page);
  await page.goto('/quorum/');
  const run = page.locator('q-run[data-command^="etcdctl put"]').first();
  const command = (await run.getAttribute('data-command')) ?? '';
  await run.getByRole('button', { name: `Run ${command}` }).click();
  await expect(lab.screen).toContainText(command, { timeout: 15_000 });
  await expect(lab.screen).toBeInViewport();
});

test('says what happened when the lab dies, and starts again with the progress', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.steps.getByRole('button', { name: 'Solve this step' }).click();
  await lab.expectDone(1);
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error('a fault of ours');
    });
  });
  const alert = lab.lab.getByRole('alert');
  await expect(alert).toContainText('The lab has stopped');
  await alert.getByRole('button', { name: 'Start the lab again' }).click();
  await expect(alert).toHaveCount(0);
  await lab.expectPrompt();
  await lab.expectDone(1);
});

test('notices a lab that has gone silent', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => self.close());
  });
  await lab.terminal('workstation').focus();
  await page.keyboard.type('date');
  const alert = lab.lab.getByRole('alert');
  await expect(alert).toContainText('has not answered', { timeout: 20_000 });
  await alert.getByRole('button', { name: 'Start the lab again' }).click();
  await lab.expectPrompt();
});

test('says so when it cannot be loaded, and tries again', async ({ page }) => {
  const lab = new LabPage(page);
  const program = /\/etcd-worker[-.][^/]*\.js$/;
  await page.route(program, (route) => route.abort());
  await page.goto('/quorum/');
  const alert = lab.lab.getByRole('alert');
  await expect(alert).toContainText('The lab has stopped');
  await expect(alert).toContainText('could not be loaded');
  await page.unroute(program);
  await alert.getByRole('button', { name: 'Start the lab again' }).click();
  await lab.expectPrompt();
});

test('asks nobody else, and keeps a quiet console', async ({ page, baseURL }) => {
  const strangers: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    const isInside = ['data:', 'blob:'].includes(url.protocol) || url.origin === baseURL;
    if (!isInside) strangers.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  const lab = new LabPage(page);
  await lab.open();
  await lab.steps.getByRole('button', { name: 'Solve this step' }).click();
  await lab.expectDone(1);
  expect(strangers).toEqual([]);
  expect(errors).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`passes axe with the lab open, in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const lab = new LabPage(page);
    await lab.open();
    await lab.steps.getByRole('button', { name: 'Solve this step' }).click();
    await lab.expectDone(1);
    await lab.steps.getByRole('button', { name: '(1 of 3)' }).click();
    const check = async (): Promise<string[]> => {
      const { violations } = await new AxeBuilder({ page }).include('#lab').analyze();
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
      );
    };
    expect(await check()).toEqual([]);
    await lab.machine('etcd-1').click();
    await expect(lab.lab.getByRole('menu')).toBeVisible();
    expect(await check()).toEqual([]);
  });
}

test('lives on the landing page too: it writes, breaks, and says what that means', async ({
  page,
}) => {
  await page.goto('/');
  const live = page.locator('[data-live]');
  const caption = live.getByRole('status').first();
  await expect(caption).toHaveText('Three of three: writes go on', { timeout: 15_000 });
  const breakMember = async (name: string, item: RegExp): Promise<void> => {
    await live.getByRole('button', { name: new RegExp(`^${name} `) }).click();
    await live.getByRole('menuitem', { name: item }).click();
  };
  await live.getByRole('button', { name: 'Write a key' }).click();
  await expect(live.locator('pre')).toContainText('OK');
  await breakMember('etcd-3', /^Stop etcd/);
  await expect(caption).toHaveText('Two of three: still quorate');
  await breakMember('etcd-2', /^Power off/);
  await expect(caption).toHaveText('One of three: no quorum, no writes');
  const violations = (await new AxeBuilder({ page }).include('[data-live]').analyze()).violations;
  expect(violations.map(({ id }) => id)).toEqual([]);
});
