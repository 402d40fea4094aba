import type { TopologySpec } from '../spec.ts';
import { enabledUnit, sshUnit, type MachineFiles } from './machine-files.ts';

/** What every machine has: it knows the others by name, and takes logins. */
export function commonFiles(topology: TopologySpec): MachineFiles {
  const named = topology.virtual ? [...topology.machines, topology.virtual] : topology.machines;
  const hosts = named.map(({ name, address }) => `${address}\t${name}\n`).join('');
  return {
    '/etc/hosts': `127.0.0.1\tlocalhost\n${hosts}`,
    ...enabledUnit('ssh.service', sshUnit),
  };
}
