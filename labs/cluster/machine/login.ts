import type { Environment } from '../kernel/index.ts';
import type { Machine } from './machine.ts';
import { DEFAULT_PATH } from './path.ts';

/** The shell of root, and what it is called so that it reads /etc/profile. */
export const LOGIN_SHELL = '/bin/bash';
export const LOGIN_ARGV = ['-bash'] as const;

/** Where an administrator sets variables for every login. */
const ENVIRONMENT_FILE = '/etc/environment';

/** The environment that login(1) and sshd give to a login of root. */
export function loginEnvironment(machine: Machine, term: string): Environment {
  return {
    LANG: 'C.UTF-8',
    USER: 'root',
    LOGNAME: 'root',
    HOME: '/root',
    PATH: DEFAULT_PATH,
    MAIL: '/var/mail/root',
    SHELL: LOGIN_SHELL,
    TERM: term,
    HOSTNAME: machine.name,
    ...readEnvironment(machine),
  };
}

/** A `NAME=value` a line. Source: pam_env(8) */
function readEnvironment({ files }: Machine): Environment {
  const lines = (files.read(ENVIRONMENT_FILE) ?? '').split('\n');
  const pairs = lines.map((line) => /^(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line.trim()));
  return Object.fromEntries(
    pairs.flatMap((pair) => (pair ? [[pair[1]!, pair[2]!.replace(/^(["'])(.*)\1$/, '$2')]] : [])),
  );
}
