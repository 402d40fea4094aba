/** Shape: `mm:ss.s`, and `h:mm:ss.s` from an hour on. Units: microseconds of virtual time. */
export function formatClock(atUs: number): string {
  const tenths = Math.floor(atUs / 100_000);
  const seconds = Math.floor(tenths / 10);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const clock = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${tenths % 10}`;
  return hours === 0 ? clock : `${hours}:${clock}`;
}
