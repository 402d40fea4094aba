// The picture of a stacked cluster: menus by process, cables that are not drawn, and a phone.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';

const address = '/stacked/';

test('stops a static pod by keyboard, and the balancer notices', async ({ page }) => {
  const lab = new LabPage(page);
  const { keyboard } = page;
  await lab.open(address);
  const item = (name: string) => lab.lab.getByRole('menuitem', { name });
  await expect(lab.machine('lb')).toHaveAccessibleName(/cp-2 up/);
  await lab.lab.getByRole('button', { name: 'Speed times 10' }).click();

  await lab.machine('cp-2').focus();
  await keyboard.press('Enter');
  await expect(item('kubelet')).toBeFocused();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowRight');
  await expect(item('Stop kube-apiserver')).toBeFocused();
  await keyboard.press('Escape');
  await expect(item('kube-apiserver')).toBeFocused();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(item('Stop etcd')).toBeFocused();
  await keyboard.press('Enter');
  await expect(lab.machine('cp-2')).toBeFocused();
  await expect(lab.machine('cp-2')).toHaveAccessibleName(/etcd stopped/, { timeout: 15_000 });
  await expect(lab.lab.getByText('Manifest moved away')).toContainText(
    'ssh cp-2 mv /etc/kubernetes/manifests/etcd.yaml',
  );
  await expect(lab.machine('lb')).toHaveAccessibleName(/cp-2 down/, { timeout: 15_000 });
});

test('cuts a cable that is not drawn, and mends it where it then is', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(address);
  const cable = lab.picture.getByRole('button', { name: 'Cable cp-1 to worker-1' });
  await expect(lab.machine('cp-1')).toBeVisible();
  await expect(cable).toHaveCount(0);
  await lab.machine('worker-1').click();
  await lab.lab.getByRole('menuitem', { name: 'Cables' }).click();
  await lab.lab.getByRole('menuitem', { name: 'Cut the cable to cp-1' }).click();
  await expect(cable).toHaveAccessibleName(/cut both ways/);
  await cable.click();
  await lab.lab.getByRole('menuitem', { name: 'Mend' }).click();
  await expect(cable).toHaveCount(0);
});

test('fits a phone, with a terminal for each machine', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const lab = new LabPage(page);
  await page.goto(address);
  await lab.lab.getByRole('button', { name: 'Open the lab' }).click();
  await expect(lab.machine('cp-3')).toBeVisible();
  await lab.machine('cp-3').click();
  await lab.lab.getByRole('menuitem', { name: 'kube-controller-manager' }).click();
  const menu = await lab.lab.getByRole('menu').boundingBox();
  expect(menu?.x).toBeGreaterThanOrEqual(0);
  expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThanOrEqual(390);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  await lab.lab.getByRole('tab', { name: 'workstation' }).focus();
  await page.keyboard.press('End');
  await expect(lab.lab.getByRole('tab', { name: 'worker-2' })).toBeInViewport({ ratio: 1 });
  await lab.expectPrompt('worker-2');
  const fits = await page.evaluate(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
  );
  expect(fits).toBe(true);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`passes axe, as a picture and as a menu, in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const lab = new LabPage(page);
    await lab.open(address);
    const check = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).include('#lab').analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    };
    await expect(lab.machine('lb')).toHaveAccessibleName(/cp-3 up/);
    await check();
    await lab.machine('cp-1').click();
    await check();
    await lab.lab.getByRole('menuitem', { name: 'etcd' }).click();
    await check();
    await page.setViewportSize({ width: 390, height: 844 });
    await check();
  });
}
