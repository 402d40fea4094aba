import { describe, expect, test } from 'vitest';
import { parsePage } from '../../scripts/built-site.mjs';
import { checkLinks } from '../../scripts/links.mjs';

const site = 'https://quorate.example';
const files = new Set(['/', '/mark.svg', '/_astro/page.js', '/_astro/text.woff2']);

function check(html: string, css = ''): string[] {
  const pages = [parsePage('/', html), parsePage('/quorum/', '<h2 id="majority">Majority</h2>')];
  return checkLinks(pages, files, site, [{ address: '/_astro/site.css', css }]);
}

const sound = [
  '<a href="/quorum/">',
  '<a href="quorum/#majority">',
  '<a href="/quorum#majority">',
  '<a id="here" href="#here">',
  '<a href="#top">',
  '<a href="/mark.svg">',
  '<a href="https://quorate.example/quorum/">',
  '<a href="https://etcd.io/docs/">',
  '<a href="mailto:someone@example.com">',
  '<script type="module" src="/_astro/page.js"></script>',
  '<link rel="canonical" href="https://elsewhere.example/">',
  '<img src="data:image/png;base64,AAAA" alt="">',
  '<!-- <a href="/gone/"> -->',
];

const broken: [html: string, why: RegExp][] = [
  ['<a href="/raft/">', /leads nowhere/],
  ['<a href="raft/">', /leads nowhere/],
  ['<a href="https://quorate.example/raft/">', /leads nowhere/],
  ['<a href="/quorum/#minority">', /names an anchor/],
  ['<a href="#nowhere">', /names an anchor/],
  ['<a href="http://[">', /no address/],
  ['<img src="/lost.png" alt="">', /not in dist/],
  ['<img srcset="/mark.svg 1x, /lost.png 2x" alt="">', /not in dist/],
  ['<link rel="stylesheet" href="/lost.css">', /not in dist/],
  ['<script src="https://elsewhere.example/count.js"></script>', /another origin/],
  ['<link rel="preload" as="font" href="//elsewhere.example/text.woff2">', /another origin/],
  ['<style>@import "https://elsewhere.example/a.css";</style>', /another origin/],
  ['<astro-island component-url="/lost.js"></astro-island>', /not in dist/],
  ['<meta http-equiv="refresh" content="0;url=/raft/">', /leads nowhere/],
];

describe('a link that is sound', () => {
  test.each(sound)('%s', (html) => expect(check(html)).toEqual([]));
});

describe('a link that is not, with the reason', () => {
  test.each(broken)('%s', (html, why) => {
    expect(check(html)).toEqual([expect.stringMatching(why)]);
  });
});

test('stylesheets are read too', () => {
  expect(check('', "@font-face { src: url('/_astro/text.woff2') }")).toEqual([]);
  expect(check('', 'a { background: url(https://elsewhere.example/a.png) }')).toHaveLength(1);
});
