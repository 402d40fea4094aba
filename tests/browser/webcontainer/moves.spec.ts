// A lab moves into a WebContainer and back: driven with the vendor's real client, against a double
// of the vendor's side.
import { expect } from '@playwright/test';
import { lessons } from '../../../labs/lessons/index.ts';
import { ContainerPage, test } from './container-page.ts';

for (const { words } of lessons) {
  // Either way it moves only if both labs have the same trace: see move.ts.
  test(
    `${words.id}: moves into a container, is solved there, and comes back`,
    { tag: '@firefox' },
    async ({ double, page }) => {
      test.slow();
      const lab = new ContainerPage(page);
      await lab.open(`/${words.id}/`);
      await lab.runHere('marker=kept; echo before');
      await lab.ask();
      await lab.expectInside();
      expect(page.workers()).toHaveLength(0);
      expect(double.running).toEqual(['node', 'jsh']);
      await lab.runHere('echo $marker');
      await expect(lab.screen).toContainText(/before.*kept/s);
      await lab.solveAll(words.steps.length);

      await lab.switch.click();
      await expect(lab.switch).toHaveAttribute('aria-pressed', 'false');
      await expect(lab.state).toHaveText('', { timeout: 60_000 });
      await expect.poll(() => double.running).toEqual([]);
      await lab.runHere('echo $marker again');
      await expect(lab.screen).toContainText('kept again');
    },
  );
}

test('has the shell of the machine around it, and the API on plain HTTP', async ({
  double,
  page,
}) => {
  const lab = new ContainerPage(page);
  await lab.open('/stacked/');
  await lab.ask();
  await lab.expectInside();
  await lab.lab.getByRole('tab', { name: 'WebContainer' }).click();
  await lab.terminal('WebContainer').focus();
  await lab.type('node -p 6*7; ls');
  await expect(lab.screen).toContainText(/42.*README\.md.*lab\.mjs.*watch-nodes\.mjs/s);
  await lab.type('node watch-nodes.mjs');
  await expect(lab.screen).toContainText(/cp-1 is Ready.*worker-2 is Ready/s);
  await lab.machine('worker-1').click();
  await lab.lab.getByRole('menuitem', { name: 'Power off' }).click();
  await lab.lab.getByRole('button', { name: 'Speed times 60' }).click();
  await expect(lab.screen).toContainText('worker-1 is Unknown', { timeout: 30_000 });
  await lab.expectAccessible();

  // Started over, it is in the container still.
  await lab.lab.getByRole('button', { name: 'Start over' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  await lab.expectPrompt();
  expect(double.running.toSorted()).toEqual(['jsh', 'node']);
  expect(page.workers()).toHaveLength(0);
});
