import type { Signal } from '@preact/signals';
import type { ContainerState } from '../../lab/webcontainer/container-state.ts';

const words = {
  off: '',
  loading: 'Loads what the WebContainer needs …',
  booting: 'The WebContainer boots. The lab goes on in the page meanwhile.',
  moving: 'The lab starts in the WebContainer and repeats what you have done …',
  on: 'Runs in a WebContainer. Its own shell has a tab below.',
  returning: 'The lab comes back into the page …',
};

/** Where the lab runs, where that is not the page alone; or why it does not. */
export default function ContainerNote({ state }: { state: Signal<ContainerState> }) {
  const now = state.value;
  if (now.kind !== 'failed') {
    return (
      <p class="q-container" role="status">
        {words[now.kind]}
      </p>
    );
  }
  const { advice, detail, what } = now.failure;
  return (
    <div class="q-container is-failed" role="status">
      <p>
        <strong>{what}</strong> The lab goes on in the page. {advice}
      </p>
      {detail !== undefined && (
        <details>
          <summary>What the container said</summary>
          <code>{detail}</code>
        </details>
      )}
      <button type="button" onClick={() => (state.value = { kind: 'off' })}>
        Close
      </button>
    </div>
  );
}
