import { isWide } from './width.ts';

/** Gives the lab the whole page, so that wide tables fit its terminals, or brings the text back. */
export default function WidthSwitch() {
  return (
    <button
      type="button"
      class="q-quiet q-width"
      aria-pressed={isWide.value}
      onClick={() => {
        isWide.value = !isWide.value;
      }}
    >
      Full width
    </button>
  );
}
