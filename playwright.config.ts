import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './scripts/chromium.mjs';
import { findFirefox, firefoxEnv } from './scripts/firefox.mjs';

// npm test picks a free port; a run by hand takes this one.
const port = Number(process.env['QUORATE_TEST_PORT'] ?? 4391);
const origin = `http://127.0.0.1:${port}`;
const paths = { chromium: findChromium(), firefox: findFirefox() };

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  use: { baseURL: origin, screenshot: 'only-on-failure' },
  // The build, and not `astro dev`, whose first load optimises again and drops requests.
  webServer: {
    command: `node scripts/astro.mjs preview --port ${port}`,
    url: origin,
    reuseExistingServer: false,
  },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        viewport: { width: 1400, height: 900 },
        launchOptions: {
          ...(paths.chromium && { executablePath: paths.chromium }),
          args: chromiumArgs,
        },
      },
    },
    // A second engine, for what a second engine may do otherwise: the same trace, and the keyboard.
    {
      name: 'firefox',
      grep: /@firefox/,
      // Under WebDriver BiDi a key takes several times as long as in Chromium.
      timeout: 120_000,
      use: {
        browserName: 'firefox',
        channel: 'moz-firefox',
        viewport: { width: 1400, height: 900 },
        launchOptions: {
          ...(paths.firefox && { executablePath: paths.firefox }),
          env: firefoxEnv(),
        },
      },
    },
  ],
});
