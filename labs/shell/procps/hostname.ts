import type { Program } from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import { hasOption, parseOptions } from '../getopt.ts';

const options = {
  short: 's',
  fqdn: 'f',
  long: '',
  'ip-address': 'i',
  'all-ip-addresses': 'I',
};

/** `hostname`: the machine's name, or its addresses. Differs: the name can't be changed. */
export const hostname: Program = function* (process, argv) {
  const parsed = parseOptions(argv.slice(1), options);
  if ('error' in parsed) {
    yield* process.warn(`hostname: ${parsed.error}\n`);
    return 4;
  }
  const machine = machineOf(process);
  if (parsed.operands.length > 0) {
    yield* process.warn('hostname: machines of this lab keep their names\n');
    return 1;
  }
  if (hasOption(parsed, 'all-ip-addresses')) {
    const all = [...machine.addresses, ...machine.movableAddresses.keys()];
    yield* process.print(`${all.join(' ')} \n`);
  } else if (hasOption(parsed, 'ip-address')) {
    yield* process.print(`${machine.resolveName(machine.name) ?? machine.addresses[0]}\n`);
  } else {
    yield* process.print(`${(machine.files.read('/etc/hostname') ?? machine.name).trim()}\n`);
  }
  return 0;
};
