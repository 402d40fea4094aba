import { defineConfig } from 'astro/config';
import preact from '@astrojs/preact';
import starlight from '@astrojs/starlight';
import { labProgram } from './scripts/lab-program.mjs';

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
      customCss: ['tokens', 'fonts', 'site', 'figure', 'run', 'quiz', 'print'].map(
        (sheet) => `./src/styles/${sheet}.css`,
      ),
      favicon: '/favicon.svg',
      disable404Route: true,
      head: [
        ['light', '#fdfdfc'],
        ['dark', '#0f1a1d'],
      ].map(([theme, content]) => ({
        tag: 'meta',
        attrs: { name: 'theme-color', media: `(prefers-color-scheme: ${theme})`, content },
      })),
      expressiveCode: {
        // Code is shown as the terminals are: dark in both themes.
        themes: ['github-dark'],
        styleOverrides: {
          codeBackground: 'var(--q-terminal-bg)',
          codeForeground: 'var(--q-terminal-fg)',
          borderColor: 'var(--q-terminal-edge)',
          borderRadius: 'var(--q-radius)',
          codeFontSize: '0.84rem',
          frames: { shadowColor: 'transparent', terminalBackground: 'var(--q-terminal-bg)' },
        },
      },
      components: {
        Footer: './src/components/Footer.astro',
        Head: './src/components/Head.astro',
        Hero: './src/components/landing/Hero.astro',
        PageTitle: './src/components/PageTitle.astro',
        SiteTitle: './src/components/SiteTitle.astro',
        TwoColumnContent: './src/components/TwoColumnContent.astro',
      },
      // `autogenerate` does not see a top-level content folder: every page is listed by its slug.
      sidebar: [
        { label: 'Begin', items: ['start'] },
        { label: 'etcd', items: ['quorum', 'stacked'] },
        { label: 'Try', items: ['playground'] },
        { label: 'Look up', items: ['glossary', 'not-modelled', 'webcontainer'] },
      ],
    }),
    preact(),
  ],
  vite: {
    plugins: [labProgram()],
    worker: {
      format: 'es',
      // Most of what a prompt waits for runs at once: to compile it whole is faster than to look
      // it over first and compile each function when it is called. V8 reads this, others pass by.
      // Source: https://v8.dev/blog/explicit-compile-hints
      rolldownOptions: {
        output: { postBanner: ({ isEntry }) => (isEntry ? '//# allFunctionsCalledOnLoad' : '') },
      },
    },
    // Astro marks every .mdx page with a directive of its own, which the bundler would report.
    build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
  },
});
