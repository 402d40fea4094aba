import { readPages, weigh, weighScripts } from '../../scripts/built-site.mjs';

export const name = 'JavaScript of the heaviest text page, gzipped';
export const unit = 'kB';
export const limit = 10;

/** A text page has no lab. Inline scripts count, what loads only on demand does not. */
export function measure(): number {
  const pages = readPages().filter((page) => page.redirect === undefined);
  const texts = pages.filter((page) => !/<[^>]+\bdata-lesson=/.test(page.html));
  return Math.max(...texts.map((page) => weighPage(page.html))) / 1000;
}

function weighPage(html: string): number {
  const scripts = [...html.matchAll(/<script\b([^>]*)>(.*?)<\/script>/gs)];
  const islands = [...html.matchAll(/\b(?:component-url|renderer-url)="([^"]+)"/g)];
  const files = scripts.map(([, attributes = '']) => /\bsrc="([^"]+)"/.exec(attributes)?.[1]);
  const inline = scripts.filter(([, attributes = '', code = '']) => {
    return code !== '' && !/\btype="(?:application|speculationrules)/.test(attributes);
  });
  const addresses = [...files, ...islands.map(([, url]) => url)].filter((url) => url !== undefined);
  return weighScripts(addresses) + weigh(inline.map(([, , code]) => code).join('\n'));
}
