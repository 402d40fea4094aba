import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addressesOf, checkKept, listFile, parseAddresses } from '../../scripts/addresses.mjs';
import { parsePage, readPages } from '../../scripts/built-site.mjs';

describe('addresses and anchors are permanent', () => {
  const listed = parseAddresses(readFileSync(listFile, 'utf8'));

  test('each that was ever listed still leads somewhere', () => {
    expect(checkKept(listed, readPages())).toEqual([]);
  });

  test('each that the site offers is listed (npm run addresses adds what is new)', () => {
    const unlisted = addressesOf(readPages()).filter((address) => !listed.includes(address));
    expect(unlisted).toEqual([]);
  });

  test('no line is written twice', () => {
    expect(listed.filter((line, index) => listed.indexOf(line) !== index)).toEqual([]);
  });
});

describe('what counts as kept', () => {
  const moved = '<meta http-equiv="refresh" content="0;url=/quorum/">';
  const ring = '<meta http-equiv="refresh" content="0;url=/ring/">';
  const pages = [
    parsePage('/quorum/', '<main><h2 id="majority">Majority</h2><a id="why"></a></main>'),
    parsePage('/etcd/quorum/', moved),
    parsePage('/ring/', ring),
  ];

  test('a page, a heading, an old id that stays, a redirect', () => {
    const kept = ['/quorum/', '/quorum/#majority', '/quorum/#why', '/etcd/quorum/#majority'];
    expect(checkKept(kept, pages)).toEqual([]);
  });

  test('but no page that is gone, no heading that is gone, no ring of redirects', () => {
    const lost = ['/raft/', '/quorum/#gone', '/etcd/quorum/#gone', '/ring/'];
    expect(checkKept(lost, pages)).toEqual(lost);
  });

  test('only pages with words of their own have an address', () => {
    expect(addressesOf(pages)).toEqual(['/quorum/', '/quorum/#majority']);
  });
});
