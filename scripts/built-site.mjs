// The built site as data: its pages with their ids, links and loaded files. The link check, the
// list of permanent addresses, the browser tests and the figures all read `dist` through this.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

export const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/**
 * @typedef {object} Page
 * @property {string} address   where the site serves it: `/quorum/`
 * @property {string} html
 * @property {Set<string>} ids  what a `#fragment` may name
 * @property {string[]} headings  the ids of the headings in its text, in order
 * @property {string[]} links   where its anchors lead
 * @property {string[]} loads   what a browser fetches to show it
 * @property {string | undefined} redirect  where it sends its readers, if it is only a signpost
 */

/**
 * Every page of dist. Errors: a missing dist says which command makes it.
 * @returns {Page[]}
 */
export function readPages() {
  const files = listFiles(dist).filter((file) => file.endsWith('.html'));
  if (files.length === 0) throw new Error('dist holds no page: run `npm run build` first');
  return files.map((file) => parsePage(addressOf(file), readFileSync(dist + file, 'utf8')));
}

/**
 * Paths below a folder, with `/` between their parts, sorted.
 * @param {string} folder  ends in `/`, as does `below`
 * @returns {string[]}
 */
export function listFiles(folder, below = '') {
  if (!existsSync(folder + below)) return [];
  const names = readdirSync(folder + below).sort();
  return names.flatMap((name) => {
    const path = below + name;
    return statSync(folder + path).isDirectory() ? listFiles(folder, `${path}/`) : [path];
  });
}

/** `quorum/index.html` is served at `/quorum/`. */
export function addressOf(file) {
  return `/${file.replace(/(^|\/)index\.html$/, '$1')}`;
}

/** @returns {Page} */
export function parsePage(address, html) {
  const tags = parseTags(html);
  const redirect = tags.find((tag) => tag.attributes['http-equiv'] === 'refresh');
  return {
    address,
    html,
    ids: new Set(tags.flatMap(({ attributes: a }) => [a.id, a.name]).filter(isText)),
    headings: headingsOf(html),
    links: tags
      .filter((tag) => tag.name === 'a')
      .map((tag) => tag.attributes.href)
      .filter(isText),
    loads: [...tags.flatMap(loadsOf), ...inlineStyles(html).flatMap(loadsOfStyle)],
    redirect: redirect?.attributes.content?.replace(/^.*url=/i, ''),
  };
}

/** What a stylesheet makes a browser fetch. */
export function loadsOfStyle(css) {
  const plain = css.replace(/\/\*.*?\*\//gs, '');
  const found = plain.matchAll(/url\(\s*(['"]?)(.*?)\1\s*\)|@import\s+(['"])(.*?)\3/g);
  return [...found].map((hit) => hit[2] ?? hit[4] ?? '').filter((url) => !/^(data:|#)/.test(url));
}

function headingsOf(html) {
  const text = /<main\b.*<\/main>/s.exec(html)?.[0] ?? '';
  const headings = parseTags(text).filter((tag) => /^h[2-6]$/.test(tag.name));
  return headings.map((tag) => tag.attributes.id).filter(isText);
}

/**
 * What these scripts weigh with all that they import at once, each gzipped as a server would send
 * it. What they import only when asked, by `import()`, is left out.
 * @param {string[]} addresses  where the site serves them: `/_astro/page.js`
 * @returns {number} bytes
 */
export function weighScripts(addresses) {
  const seen = new Set();
  const queue = [...addresses];
  let bytes = 0;
  for (const address of queue) {
    if (seen.has(address)) continue;
    seen.add(address);
    const code = readFileSync(dist + address.slice(1), 'utf8');
    bytes += weigh(code);
    queue.push(...importsOf(code).map((name) => posix.join(posix.dirname(address), name)));
  }
  return bytes;
}

/** @returns {number} bytes, gzipped */
export function weigh(text) {
  return gzipSync(text, { level: 9 }).length;
}

/** Relative modules that a built module loads before it runs. */
function importsOf(code) {
  const statement = /\b(?:import|from)\s*(["'])(\.{1,2}\/[^"']+)\1/g;
  return [...code.matchAll(statement)].map((hit) => hit[2] ?? '');
}

const fetchedLinks =
  /\b(stylesheet|icon|preload|modulepreload|prefetch|manifest|apple-touch-icon)\b/;

function loadsOf({ name, attributes: a }) {
  if (name === 'link') return fetchedLinks.test(a.rel ?? '') ? [a.href].filter(isText) : [];
  const sets = [a.srcset, a.imagesrcset].filter(isText).flatMap((set) => set.split(','));
  const inSets = sets.map((entry) => entry.trim().split(/\s+/)[0]);
  const islands = [a['component-url'], a['renderer-url'], a['before-hydration-url']];
  const own = name === 'use' ? a.href : undefined;
  const all = [a.src, a.poster, a.data, own, ...inSets, ...islands].filter(isText);
  return all.filter((url) => !/^(data:|blob:|#)/.test(url));
}

function inlineStyles(html) {
  return [...html.matchAll(/<style\b[^>]*>(.*?)<\/style>/gs)].map((hit) => hit[1] ?? '');
}

/** Tags outside comments, scripts and styles. Astro escapes `<` in all text, so this suffices. */
function parseTags(html) {
  const text = html
    .replace(/<!--.*?-->/gs, '')
    .replace(/(<(script|style)\b[^>]*>).*?<\/\2>/gs, '$1');
  const tag =
    /<([a-zA-Z][\w-]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?)*)\s*\/?>/g;
  return [...text.matchAll(tag)].map(([, name = '', rest = '']) => ({
    name: name.toLowerCase(),
    attributes: parseAttributes(rest),
  }));
}

/** @returns {Record<string, string | undefined>} */
function parseAttributes(text) {
  const attribute = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g;
  const pairs = [...text.matchAll(attribute)].map((hit) => {
    return [(hit[1] ?? '').toLowerCase(), unescape(hit[2] ?? hit[3] ?? hit[4] ?? '')];
  });
  return Object.fromEntries(pairs);
}

function unescape(text) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(#x?[\da-f]+|\w+);/gi, (whole, code) => {
    if (code[0] !== '#') return named[code] ?? whole;
    const hex = code[1] === 'x';
    return String.fromCodePoint(Number.parseInt(code.slice(hex ? 2 : 1), hex ? 16 : 10));
  });
}

/** @returns {value is string} */
function isText(value) {
  return typeof value === 'string' && value !== '';
}
