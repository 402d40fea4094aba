// The permanent addresses of the course: every page, and every heading that can be linked to.
// `npm run addresses` adds what is new to tests/tidy/addresses.txt. It never takes a line away:
// an address that was published once is kept, by a redirect or an anchor that stays behind.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readPages } from './built-site.mjs';

export const listFile = fileURLToPath(new URL('../tests/tidy/addresses.txt', import.meta.url));

/**
 * The lines of the list without its comments.
 * @param {string} text
 */
export function parseAddresses(text) {
  return text.split('\n').filter((line) => line.startsWith('/'));
}

/**
 * Every address that the built site offers. The page for what is not found has none.
 * @param {import('./built-site.mjs').Page[]} pages
 */
export function addressesOf(pages) {
  return pages
    .filter((page) => page.address !== '/404.html' && page.redirect === undefined)
    .flatMap((page) => [page.address, ...page.headings.map((id) => `${page.address}#${id}`)]);
}

/**
 * The listed addresses that no longer lead anywhere.
 * @param {string[]} listed
 * @param {import('./built-site.mjs').Page[]} pages
 */
export function checkKept(listed, pages) {
  const byAddress = new Map(pages.map((page) => [page.address, page]));
  return listed.filter((line) => {
    const [address = '', id] = line.split('#');
    const page = arrive(byAddress, address);
    return page === undefined || (id !== undefined && !page.ids.has(id));
  });
}

/** Follows redirects; a ring of them arrives nowhere. */
function arrive(byAddress, address) {
  let page = byAddress.get(address);
  for (let hops = 0; page?.redirect !== undefined && hops < 5; hops += 1) {
    page = byAddress.get(new URL(page.redirect, 'https://quorate.example').pathname);
  }
  return page?.redirect === undefined ? page : undefined;
}

function main() {
  const text = readFileSync(listFile, 'utf8');
  const comment = text.split('\n').filter((line) => line.startsWith('#'));
  const listed = parseAddresses(text);
  const fresh = addressesOf(readPages()).filter((address) => !listed.includes(address));
  const lines = [...comment, ...[...listed, ...fresh].sort()];
  writeFileSync(listFile, `${lines.join('\n')}\n`);
  console.log(`${fresh.length} added, ${listed.length} kept`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
