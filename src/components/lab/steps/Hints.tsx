import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import CodeText from '../CodeText.tsx';

interface Props {
  hints: readonly string[];
  /** Other ways to get help, shown beside the hint's button. */
  children: ComponentChildren;
}

const degrees = ['Hint', 'More', 'The command'];

/** Help in degrees, one at a time. */
export default function Hints({ hints, children }: Props) {
  const count = useSignal(0);
  const isOver = count.value >= hints.length;
  return (
    <>
      <ol class="q-hints" aria-live="polite">
        {hints.slice(0, count.value).map((hint) => (
          <li key={hint}>
            <CodeText text={hint} />
          </li>
        ))}
      </ol>
      <div class="q-row">
        <button type="button" disabled={isOver} onClick={() => count.value++}>
          {isOver ? 'No more hints' : `${degrees[count.value]} (${count.value + 1} of 3)`}
        </button>
        {children}
      </div>
    </>
  );
}
