import type { Process } from './process.ts';
import type { Task } from './wait.ts';

export type Environment = Record<string, string>;

/**
 * A program is a value: a generator that runs as a process and returns its exit code.
 *
 * Machines look programs up by path, containers by image; nobody who starts a program imports it.
 *
 * Shape:   `argv[0]` is the name it was called by, as in C
 */
export type Program = (process: Process, argv: readonly string[], env: Environment) => Task<number>;
