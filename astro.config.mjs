import { defineConfig } from 'astro/config';
import preact from '@astrojs/preact';
import starlight from '@astrojs/starlight';

// The address that canonical links and the sitemap carry. Whoever hosts the site names it.
const site = process.env.QUORATE_SITE ?? 'https://quorate.example';

// A WebContainer needs a cross-origin isolated page. `public/_headers` says the same to static
// hosts; tests/tidy/headers.test.ts keeps the two alike.
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  site,
  trailingSlash: 'ignore',
  server: { headers: isolation, host: '127.0.0.1' },
  integrations: [
    starlight({
      title: 'Quorate',
      description: 'Kubernetes architecture beside a control plane that runs, and breaks.',
      markdown: { processedDirs: ['./content/'] },
      routeMiddleware: './src/route-data.ts',
      customCss: ['./src/styles/tokens.css', './src/styles/fonts.css', './src/styles/site.css'],
      components: { TwoColumnContent: './src/components/TwoColumnContent.astro' },
      // `autogenerate` does not see a top-level content folder: every page is listed by its slug.
      sidebar: [{ label: 'etcd', items: ['quorum'] }],
    }),
    preact(),
  ],
  vite: {
    worker: { format: 'es' },
    // Astro marks every .mdx page with a directive of its own, which the bundler would report.
    build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
  },
});
