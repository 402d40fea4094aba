import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keepalivedPrograms } from '../../../labs/cluster/balancer/keepalived/index.ts';
import { Kernel, NullStream, SECOND, Stream } from '../../../labs/cluster/kernel/index.ts';
import { Machine } from '../../../labs/cluster/machine/index.ts';
import { coreutilsPrograms } from '../../../labs/shell/coreutils/index.ts';
import { psmiscPrograms } from '../../../labs/shell/psmisc/index.ts';

/** What keepalived 2.2.7 said of a file; each change is a pattern and what stands in its place. */
interface Recorded {
  readonly changes: readonly [string, string][];
  readonly code: number;
  readonly stderr: readonly string[];
}

const recorded = JSON.parse(
  readFileSync(new URL('../recorded/keepalived-wrong-files.json', import.meta.url), 'utf8'),
) as Recorded[];

/** The file that the recordings were made with. */
const good = `! /etc/keepalived/keepalived.conf
! Configuration File for keepalived
global_defs {
    router_id LVS_DEVEL
    script_user root
    enable_script_security
}

vrrp_script check_haproxy {
    script "/usr/bin/killall -0 haproxy"
    interval 3
    weight -2
    fall 10
    rise 2
}

vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 101
    authentication {
        auth_type PASS
        auth_pass 42
    }
    virtual_ipaddress {
        192.0.2.100
    }
    track_script {
        check_haproxy
    }
}
`;

class Collector extends Stream {
  text = '';
  override *write(text: string) {
    this.text += text;
    return undefined;
  }
}

/** Runs `keepalived` in a folder that holds wrong.conf. */
function run(text: string, argv: readonly string[]) {
  const kernel = new Kernel('configuration');
  const machine = new Machine(kernel, {
    name: 'lb-1',
    addresses: ['192.0.2.2'],
    programs: new Map([...keepalivedPrograms, ...psmiscPrograms, ...coreutilsPrograms]),
    files: { '/etc/keepalived/wrong.conf': text },
  });
  machine.boot();
  const [stdout, stderr] = [new Collector(), new Collector()];
  const process = machine.spawn({
    program: keepalivedPrograms.get('/usr/sbin/keepalived')!,
    argv: ['keepalived', ...argv],
    cwd: '/etc/keepalived',
    streams: [new NullStream(), stdout, stderr],
  });
  kernel.run(SECOND);
  expect(kernel.panics).toEqual([]);
  const said = stderr.text.split('\n').slice(0, -1);
  return { code: process.exit?.code, stdout: stdout.text, stderr: said };
}

/** As Python's `re.sub` with `re.M` was used; `(?s)` at the start and `$` at the end without it. */
function change(text: string, [from, to]: readonly [string, string]): string {
  const isWhole = from.startsWith('(?s)');
  const flags = isWhole ? 's' : from.endsWith('$') ? '' : 'm';
  const pattern = isWhole ? from.slice(4) : from.replace(/^\\n\$$/, '\\n$');
  return text.replace(new RegExp(pattern, flags), () => to);
}

test.each(recorded.map((it) => ({ ...it, what: it.changes.map(([, to]) => to).join() })))(
  'says what the real one says of $what',
  ({ changes, code, stderr }) => {
    const text = changes.reduce(change, good);
    expect(run(text, ['-t', '-f', 'wrong.conf'])).toEqual({ code, stdout: '', stderr });
  },
);

test('a file that is not there, and options', () => {
  const said = (...argv: string[]) => {
    const { code, stderr } = run(good, argv);
    return [code, ...stderr];
  };
  expect(said('--config-test', '--use-file=nope.conf')).toEqual([
    0,
    "Config files missing 'nope.conf'.",
  ]);
  expect(said('--bogus')).toEqual([1, 'Unknown option --bogus']);
  expect(said('-Z')).toEqual([1, 'Unknown option -Z']);
  expect(said('-f')).toEqual([1, 'Missing parameter for option -f']);
  expect(said('-v').slice(0, 2)).toEqual([0, 'Keepalived v2.2.7 (01/16,2022)']);
});
