/**
 * systemctl: asks process 1 about its units, and asks it to start and stop them.
 *
 * The real one talks to systemd over D-Bus; ours calls the machine's systemd. A job that it asks
 * for goes on when systemctl is gone. Only services are known. There is no pager: on a terminal,
 * long lines of `status` are cut at its width, as with `--no-pager`, and `-l` shows them whole.
 *
 * What it leaves out: targets, sockets and timers, drop-ins and `edit`, `isolate`, other hosts.
 *
 * Source:  systemd 252, src/systemctl/, and what it prints on Debian 12
 */
import type { Program } from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import { parseOptions } from '../getopt.ts';
import { Request } from './request.ts';
import { absentVerbs, verbs } from './verbs.ts';

const options = {
  all: 'a',
  full: 'l',
  force: 'f',
  failed: '',
  lines: 'n:',
  'no-legend': '',
  'no-pager': '',
  'no-block': '',
  now: '',
  output: 'o:',
  property: 'p:P:',
  quiet: 'q',
  signal: 's:',
  'kill-whom': ':',
  'kill-who': ':',
  state: ':',
  type: 't:',
  value: '',
  version: '',
  help: 'h',
};

export const systemctl: Program = function* (process, argv) {
  const parsed = parseOptions(argv.slice(1), options);
  if ('error' in parsed) {
    yield* process.warn(`systemctl: ${parsed.error}\n`);
    return 1;
  }
  const request = new Request(process, machineOf(process), parsed);
  if (request.has('version')) {
    yield* process.print('systemd 252 (252.39-1~deb12u1)\n');
    return 0;
  }
  const name = parsed.operands[0] ?? 'list-units';
  const verb = verbs[name];
  if (verb === undefined) {
    const why = absentVerbs.has(name)
      ? `systemctl: "${name}" is not modelled in this lab`
      : `Unknown command verb ${name}.`;
    yield* process.warn(`${why}\n`);
    return 1;
  }
  if (request.names.length < verb.minimum) {
    yield* process.warn('Too few arguments.\n');
    return 1;
  }
  return yield* verb.run(request);
};
