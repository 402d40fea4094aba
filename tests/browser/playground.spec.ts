// The playground: a cluster by its link, commands, another cluster, and an address that names none.
import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';

const address = '/playground/';

test('opens the cluster that its address names, and another by a link', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(`${address}?topology=etcd-4`);
  const chosen = page.locator('[data-topology][aria-current]');
  await expect(chosen).toContainText('Four etcd members');
  await expect(lab.steps).toHaveCount(0);
  await lab.terminal('workstation').focus();
  await lab.run('etcdctl member list | wc -l');
  await expect(lab.screen).toContainText(/\n?4/);
  await expect(lab.machine('etcd-4')).toBeVisible();

  await page.getByRole('link', { name: 'One control-plane machine' }).click();
  await lab.expectPrompt();
  await expect(page).toHaveURL(/topology=stacked-1-2$/);
  await lab.terminal('workstation').focus();
  await lab.run('kubectl get nodes');
  await expect(lab.screen).toContainText(/cp-1 +Ready/);
  await expect(lab.machine('cp-2')).toHaveCount(0);
});

test('says so where it has no such cluster, and opens the first', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(`${address}?topology=stacked-99`);
  await expect(page.getByRole('alert').filter({ hasText: 'names a cluster' })).toBeVisible();
  await expect(lab.machine('cp-3')).toBeVisible();
});

test('two balancers share an address, and the picture says in words who holds it', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(`${address}?topology=stacked-3-2-vip`);
  const words = page.getByRole('list', { name: 'The picture in words' });
  await expect(words).toContainText('keepalived MASTER, holds 10.0.0.10');
  await lab.terminal('workstation').focus();
  await lab.run('ssh lb-1 systemctl stop keepalived');
  await expect(
    words.getByText(/^lb-2 on: .*keepalived MASTER, holds 10\.0\.0\.10$/),
  ).toBeAttached();
});
