// Checks that every link, asset and #fragment inside dist leads somewhere, and that no page loads
// anything from another origin. As a command it prints what it found and exits 1 if that is much
// as one line; tests/tidy/links.test.ts feeds it pages that are wrong on purpose.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { dist, listFiles, loadsOfStyle, readPages } from './built-site.mjs';

/**
 * Findings about a site, one line each.
 * @param {import('./built-site.mjs').Page[]} pages
 * @param {Set<string>} files  all paths of dist, each with a leading `/`
 * @param {string} site  the origin that the site was built for
 * @param {{address: string, css: string}[]} [styles]
 */
export function checkLinks(pages, files, site, styles = []) {
  const byAddress = new Map(pages.map((page) => [page.address, page]));
  const findings = [];

  for (const page of pages) {
    for (const link of new Set(page.links)) {
      const url = resolve(link, page.address, site);
      if (url === undefined) findings.push(`${page.address}: ${link} is no address`);
      else if (url.origin === site) checkInside(page, link, url);
    }
    for (const load of new Set(page.loads)) checkLoad(page.address, load);
    if (page.redirect !== undefined) {
      const url = resolve(page.redirect, page.address, site);
      if (url?.origin === site) checkInside(page, page.redirect, url);
    }
  }
  for (const { address, css } of styles) {
    for (const load of new Set(loadsOfStyle(css))) checkLoad(address, load);
  }
  return findings;

  function checkInside(page, link, url) {
    const path = decodeURIComponent(url.pathname);
    const target = byAddress.get(path) ?? byAddress.get(`${path}/`);
    if (target === undefined) {
      if (!files.has(path)) findings.push(`${page.address}: ${link} leads nowhere`);
      return;
    }
    const fragment = decodeURIComponent(url.hash.slice(1));
    // `#top` and an empty fragment are the top of any page.
    if (fragment === '' || fragment === 'top' || target.ids.has(fragment)) return;
    findings.push(`${page.address}: ${link} names an anchor that ${target.address} lacks`);
  }

  function checkLoad(from, load) {
    const url = resolve(load, from, site);
    if (url === undefined) findings.push(`${from}: ${load} is no address`);
    else if (url.origin !== site) findings.push(`${from}: loads ${load} from another origin`);
    else if (!files.has(decodeURIComponent(url.pathname))) {
      findings.push(`${from}: loads ${load}, which is not in dist`);
    }
  }
}

function resolve(link, address, site) {
  return URL.canParse(link, site + address) ? new URL(link, site + address) : undefined;
}

function main() {
  const pages = readPages();
  const paths = listFiles(dist);
  const styles = paths
    .filter((path) => path.endsWith('.css'))
    .map((path) => ({ address: `/${path}`, css: readFileSync(dist + path, 'utf8') }));
  const site = new URL(process.env.QUORATE_SITE ?? 'https://quorate.example').origin;
  const findings = checkLinks(pages, new Set(paths.map((path) => `/${path}`)), site, styles);
  for (const finding of findings) console.log(finding);
  if (findings.length > 0) process.exit(1);
  const links = pages.reduce((sum, page) => sum + page.links.length, 0);
  console.log(`${links} links on ${pages.length} pages lead somewhere`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
