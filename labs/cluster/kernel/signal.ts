/** The signals that programs here know, with Linux's numbers (signal(7), x86-64). */
export const signalNumbers = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGTERM: 15,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGWINCH: 28,
} as const;

export type Signal = keyof typeof signalNumbers;

/**
 * Reads a signal as `kill` takes it: `9`, `KILL`, `SIGKILL`, in any case.
 *
 * Errors:  undefined where no such signal is known
 */
export function parseSignal(text: string): Signal | undefined {
  const upper = text.toUpperCase();
  for (const [name, number] of Object.entries(signalNumbers)) {
    if (upper === name || `SIG${upper}` === name || text === String(number)) return name as Signal;
  }
  return undefined;
}

/** How a process ended: with an exit code of its own, or by a signal. */
export interface Exit {
  readonly code: number;
  readonly signal?: Signal;
}

/** The code a shell shows in `$?`: 128 and the signal's number where a signal ended the process. */
export function exitStatus(exit: Exit): number {
  return exit.signal === undefined ? exit.code : 128 + signalNumbers[exit.signal];
}
