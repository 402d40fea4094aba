/**
 * The addresses of the project outside this site. Whoever hosts the course may name their own
 * repository, so that a reader's report reaches people who can mend the page.
 */
export const repository =
  process.env['QUORATE_REPOSITORY'] ?? 'https://git.quorate.example/quorate';

/** The address of a new report about a page. Shape: the page's title and its path on the site. */
export function formatReportAddress(title: string, path: string): string {
  const query = new URLSearchParams({ title: `Error on “${title}”`, body: `Page: ${path}\n\n` });
  return `${repository}/issues/new?${query}`;
}
