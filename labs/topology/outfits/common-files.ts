import type { TopologySpec } from '../spec.ts';
import { enabledUnit, sshUnit, type MachineFiles } from './machine-files.ts';

/** Debian's own, of its package base-files. */
const OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

/** What every machine has: it knows the others by name, and takes logins. */
export function commonFiles(topology: TopologySpec): MachineFiles {
  const named = topology.virtual ? [...topology.machines, topology.virtual] : topology.machines;
  const hosts = named.map(({ name, address }) => `${address}\t${name}\n`).join('');
  return {
    '/etc/os-release': OS_RELEASE,
    '/etc/hosts': `127.0.0.1\tlocalhost\n${hosts}`,
    ...enabledUnit('ssh.service', sshUnit),
  };
}
