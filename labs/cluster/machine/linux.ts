/** The kernel that every machine says it runs, Debian 12's, in the words of `uname -r` and `-v`. */
export const LINUX_RELEASE = '6.1.0-41-amd64';
export const LINUX_VERSION = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.158-1 (2025-11-09)';
