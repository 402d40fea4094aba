import type { Place } from './geometry.ts';

/** The zone's name in its band: here its menu opens. */
export default function ZoneSign({ name, place }: { name: string; place: Place }) {
  const { x, y, width, height } = place;
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect class="q-zone-sign" width={width} height={height} rx="6" />
      <text class="q-name" x={width / 2} y={height / 2 + 4.5} text-anchor="middle">
        {name}
      </text>
    </g>
  );
}
