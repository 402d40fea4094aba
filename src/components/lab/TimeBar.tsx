import type { LabSession } from '../../lab/lab-session.ts';
import { formatClock } from './clock.ts';

const SPEEDS = [1, 10, 60];
const SKIP_SECONDS = 10;

interface Props {
  session: LabSession;
  /** Only pause and skip. */
  isShort?: boolean;
}

/** Virtual time: pause, how fast it passes, and a leap over what one need not watch. */
export default function TimeBar({ session, isShort = false }: Props) {
  const { nowUs, speed, isBusy } = session.clock.value;
  const isPaused = speed === 0;
  const isReady = session.boot.value === 'ready' && session.failure.value === undefined;
  return (
    <div class="q-row q-time" role="group" aria-label="Time in the lab">
      <button
        type="button"
        class="q-pause"
        disabled={!isReady}
        onClick={() => session.togglePause()}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </button>
      {!isShort &&
        SPEEDS.map((one) => (
          <button
            key={one}
            type="button"
            class="q-speed"
            disabled={!isReady}
            aria-pressed={speed === one}
            aria-label={`Speed times ${one}`}
            onClick={() => session.setSpeed(one)}
          >
            ×{one}
          </button>
        ))}
      <button type="button" disabled={!isReady} onClick={() => session.skip(SKIP_SECONDS)}>
        Skip {SKIP_SECONDS} s
      </button>
      <span class={isBusy ? 'q-clock is-busy' : 'q-clock'} title="Virtual time since the start">
        {formatClock(nowUs)}
      </span>
    </div>
  );
}
