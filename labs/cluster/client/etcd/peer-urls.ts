/**
 * Why URLs can't be those at which a member is reached by the others; undefined where they can.
 *
 * Source: etcd client/pkg/types/urls.go `NewURLs`
 */
export function checkPeerUrls(urls: readonly string[]): string | undefined {
  if (urls.length === 0) return 'no valid URLs given';
  for (const url of urls.map((text) => text.trim())) {
    if (/^\d[^/]*:/.test(url)) {
      return `parse ${JSON.stringify(url)}: first path segment in URL cannot contain colon`;
    }
    const match = /^([a-z]+):\/\/([^/]*)(.*)$/.exec(url);
    const [, scheme = '', host = '', path = ''] = match ?? [];
    if (/^unixs?$/.test(scheme)) continue;
    if (!/^https?$/.test(scheme)) return `URL scheme must be http, https, unix, or unixs: ${url}`;
    if (!/^[^:]*:[^:]*$/.test(host))
      return `URL address does not have the form "host:port": ${url}`;
    if (path !== '') return `URL must not contain a path: ${url}`;
  }
  return undefined;
}
