// The room that a lab takes on its page: beside the text, below it, and without it.
import { expect, test } from '@playwright/test';
import { chapter, LabPage } from './lab-page.ts';

test('takes the whole page and gives it back, by keyboard', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const text = page.locator('main');
  const terminal = lab.lab.getByRole('tabpanel');
  const widthOf = async (): Promise<number> => (await terminal.boundingBox())?.width ?? 0;
  await page.evaluate(() => window.scrollTo({ top: 600, behavior: 'instant' }));
  const full = lab.lab.getByRole('button', { name: 'Full width' });
  await full.focus();
  const narrow = await widthOf();
  const scrolledTo = await page.evaluate(() => window.scrollY);
  expect(scrolledTo).toBeGreaterThan(500);

  await page.keyboard.press('Enter');
  await expect(full).toHaveAttribute('aria-pressed', 'true');
  await expect(text).toBeHidden();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
  expect(await widthOf()).toBeGreaterThan(1_300);
  await lab.terminal('workstation').focus();
  await lab.run('etcdctl endpoint status --cluster -w table');
  // On one line, which beside the text it would not be.
  await expect(lab.screen.locator('div', { hasText: /ENDPOINT.*ERRORS/ })).toHaveCount(1);

  await full.focus();
  await page.keyboard.press('Enter');
  await expect(text).toBeVisible();
  expect(await widthOf()).toBe(narrow);
  expect(await page.evaluate(() => window.scrollY)).toBe(scrolledTo);
});

test('comes before the end of the page where it stands below the text', async ({ page }) => {
  await page.setViewportSize({ width: 1_000, height: 800 });
  await page.goto(chapter);
  const topOf = async (selector: string): Promise<number> =>
    (await page.locator(selector).boundingBox())?.y ?? 0;
  expect(await topOf('main')).toBeLessThan(await topOf('#lab'));
  expect(await topOf('#lab')).toBeLessThan(await topOf('footer'));
  await expect(page.locator('footer')).toHaveCount(1);
});
