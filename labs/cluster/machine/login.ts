import type { Environment } from '../kernel/index.ts';
import type { Machine } from './machine.ts';
import { DEFAULT_PATH } from './path.ts';

/** The shell of root, and what it is called so that it reads /etc/profile. */
export const LOGIN_SHELL = '/bin/bash';
export const LOGIN_ARGV = ['-bash'] as const;

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
  };
}
