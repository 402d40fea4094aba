/**
 * Where the arrow keys lead in a row or a column of buttons: around its ends, as the WAI-ARIA
 * patterns for tabs, menus and toolbars have it.
 *
 * Shape:   undefined for every other key
 */
export function nextIndex(key: string, current: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (current + 1) % count;
    case 'ArrowLeft':
    case 'ArrowUp':
      return (current - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
