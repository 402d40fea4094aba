import { messageKinds, messageOutlines } from './message-kinds.ts';

export default function Legend() {
  return (
    <ul class="q-legend" aria-label="Messages in the picture">
      {messageKinds.map(([kind, name]) => (
        <li key={kind}>
          <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
            <path class={`q-msg q-msg-${kind}`} d={messageOutlines[kind]} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
