/*
 * Which cluster the playground opens: the one that the page's address names, so that a link carries
 * the choice, or the first. The choices stand on the page as links: see Topologies.astro.
 */

/** Tells the lab's place which cluster it is of, and marks the choice in the text. */
export function choose(root: HTMLElement): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-topology]')];
  const asked = new URLSearchParams(location.search).get('topology');
  const found = links.find(({ dataset }) => dataset['topology'] === asked);
  const chosen = found ?? links[0];
  if (chosen === undefined) return;
  const { outfit, topology } = chosen.dataset;
  root.dataset['lesson'] = `playground/${topology}`;
  root.dataset['outfit'] = outfit;
  chosen.setAttribute('aria-current', 'true');
  const unknown = document.querySelector<HTMLElement>('[data-unknown-topology]');
  if (unknown !== null) unknown.hidden = asked === null || found !== undefined;
}
