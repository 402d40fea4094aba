/**
 * A size as etcd's programs print it.
 *
 * Shape:  `20 kB`, `1.5 MB`
 * Source: github.com/dustin/go-humanize `Bytes`
 */
export function formatBytes(bytes: number): string {
  if (bytes < 10) return `${bytes} B`;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1_000 && unit < units.length - 1; unit++) value /= 1_000;
  const tenths = Math.floor(value * 10 + 0.5);
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} ${units[unit]}`;
  // Go rounds a half to the even number: 20.5 is printed as 20.
  const whole = Math.floor(tenths / 10);
  const rest = tenths % 10;
  const isUp = rest > 5 || (rest === 5 && whole % 2 === 1);
  return `${isUp ? whole + 1 : whole} ${units[unit]}`;
}
