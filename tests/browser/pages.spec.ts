// Every page of the built site, whatever it is about: it answers, says what it is, keeps to its own
// origin and to a quiet console, reads well with assistive technology in both themes, and fits a
// phone.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { readPages } from '../../scripts/built-site.mjs';

// The page for what is not found answers 404, as it should.
const pages = readPages().filter(
  (page) => page.redirect === undefined && page.address !== '/404.html',
);

/** Starlight's own: the search button's label says less than the words on it. */
const starlightsOwn = { rule: 'label-content-name-mismatch', on: 'button[data-open-modal' };

for (const { address } of pages) {
  test(`${address} answers, has a name and asks nobody else`, async ({ page, baseURL }) => {
    const errors: string[] = [];
    const strangers: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => {
      const url = new URL(request.url());
      const inside = ['data:', 'blob:'].includes(url.protocol) || url.origin === baseURL;
      if (!inside) strangers.push(request.url());
    });

    const response = await page.goto(address, { waitUntil: 'networkidle' });

    expect(response?.status()).toBe(200);
    await expect(page).toHaveTitle(/\S/);
    await expect(page.locator('h1')).toHaveCount(1);
    expect(await page.locator('h1').innerText()).toMatch(/\S/);
    expect(errors).toEqual([]);
    expect(strangers).toEqual([]);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${address} passes axe in ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address, { waitUntil: 'networkidle' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      expect(await findViolations(new AxeBuilder({ page }))).toEqual([]);
    });
  }

  test(`${address} fits a phone`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(address, { waitUntil: 'networkidle' });
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  });
}

/** Violations as `rule: the element`, without the one that is Starlight's. */
async function findViolations(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .map((node) => node.target.join(' '))
      .filter((at) => id !== starlightsOwn.rule || !at.startsWith(starlightsOwn.on))
      .map((at) => `${id}: ${at}`),
  );
}
