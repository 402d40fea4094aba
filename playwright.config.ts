import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './scripts/chromium.mjs';

// npm test picks a free port; a run by hand takes this one.
const port = Number(process.env['QUORATE_TEST_PORT'] ?? 4391);
const origin = `http://127.0.0.1:${port}`;
const executablePath = findChromium();

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  use: { baseURL: origin, trace: 'retain-on-failure' },
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
          ...(executablePath === undefined ? {} : { executablePath }),
          args: chromiumArgs,
        },
      },
    },
  ],
});
