import { MILLISECOND, sleep, type Task } from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import type { Container } from '../../cluster/kubelet/runtime/index.ts';
import { flag, type Flag } from '../pflag.ts';
import type { Call } from './call.ts';

export const logFlags: readonly Flag[] = [
  flag('follow', 'bool', 'false', '', 'f'),
  flag('timestamps', 'bool', 'false', '', 't'),
  flag('tail', 'int64', '-1', ''),
  flag('previous', 'bool', 'false', '', 'p'),
];

/** How often a followed file is looked at. */
const LOOK_US = 200 * MILLISECOND;

/**
 * A container's output, each line on the stream that it was written to.
 *
 * Shape:   the file's lines are `2026-11-02T08:00:01.034567000Z stderr F text`
 */
export function* showLogs({ flags, process, runtime }: Call, container: Container): Task<number> {
  const isOn = (name: string): boolean => flags.values.get(name) === 'true';
  const { files } = machineOf(process);
  const path = (isOn('previous') ? previous(container, runtime.store) : container).logPath;
  const tail = Number(flags.values.get('tail'));
  let seen = 0;
  for (;;) {
    const all = (files.read(path) ?? '').split('\n').slice(0, -1);
    const fresh = all.slice(seen);
    const shown = seen === 0 && tail >= 0 ? fresh.slice(Math.max(0, fresh.length - tail)) : fresh;
    seen = all.length;
    for (const line of shown) {
      const [time = '', stream, , ...words] = line.split(' ');
      const text = `${isOn('timestamps') ? `${time} ` : ''}${words.join(' ')}\n`;
      yield* process.writeTo(stream === 'stderr' ? 2 : 1, text);
    }
    if (!isOn('follow') || container.state === 'exited') return 0;
    yield* sleep(LOOK_US);
  }
}

/** The run before this one. */
function previous(
  container: Container,
  { containers }: { readonly containers: ReadonlyMap<string, Container> },
): Container {
  const { attempt, name, sandbox } = container;
  const before = [...containers.values()].filter((one) => {
    return one.name === name && one.sandbox.podUid === sandbox.podUid && one.attempt < attempt;
  });
  return before.sort((a, b) => b.attempt - a.attempt)[0] ?? container;
}
