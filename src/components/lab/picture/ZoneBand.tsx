import type { Place } from './geometry.ts';

/** What stands in a zone, on a ground of its own: below cables, messages and machines. */
export default function ZoneBand({ place, isLost }: { place: Place; isLost: boolean }) {
  const { x, y, width, height } = place;
  const className = isLost ? 'q-zone is-lost' : 'q-zone';
  return <rect class={className} x={x} y={y} width={width} height={height} rx="10" />;
}
