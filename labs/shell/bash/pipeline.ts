import type { Pipeline } from 'unbash';
import {
  exitStatus,
  makePipe,
  NullStream,
  type Process,
  type Stream,
  type Task,
} from '../../cluster/kernel/index.ts';
import { startExternal } from './command.ts';
import { runNode } from './execute.ts';
import { closeAll } from './redirect.ts';
import { spawnSubshell, waitForeground } from './spawn.ts';
import type { Shell } from './shell.ts';
import type { CommandNode } from './syntax.ts';

/** Runs `a | b | c`, with `!` and `time` before it. */
export function* runPipeline(shell: Shell, node: Pipeline): Task<number> {
  const startedAtUs = shell.process.nowUs;
  const isNegated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  if (isNegated) shell.conditionDepth++;
  let status: number;
  try {
    status = yield* runStages(shell, node);
  } finally {
    if (isNegated) shell.conditionDepth--;
  }
  const time = node.prefixes.find((prefix) => prefix.type === 'Time');
  if (time) yield* printTime(shell, startedAtUs, time.posix !== undefined);
  return isNegated ? (status === 0 ? 1 : 0) : status;
}

function* runStages(shell: Shell, node: Pipeline): Task<number> {
  const [only, second] = node.commands;
  if (only === undefined) return 0;
  if (second === undefined) return yield* runNode(shell, only);
  const processes = yield* startStages(shell, node, shell.process.streams[0]!);
  if (processes.length === 0) return 1;
  const text = shell.source.slice(node.commands[0]!.pos, node.end);
  const status = yield* waitForeground(shell, processes, text);
  if (!shell.options.has('pipefail')) return status;
  return processes.map(({ exit }) => exitStatus(exit!)).findLast((code) => code !== 0) ?? 0;
}

/** Starts every stage; each is a process, and all are one group where the shell controls jobs. */
function* startStages(shell: Shell, node: Pipeline, input: Stream): Task<Process[]> {
  const processes: Process[] = [];
  const [, output, errors] = shell.process.streams;
  const held = new Set<Stream>();
  const hold = (stream: Stream): Stream => {
    held.add(stream.retain());
    return stream;
  };
  const drop = (stream: Stream): void => {
    if (held.delete(stream)) stream.release();
  };
  let from = hold(input);
  try {
    for (const [index, command] of node.commands.entries()) {
      const isLast = index === node.commands.length - 1;
      const pipe = isLast ? undefined : makePipe();
      const to = hold(pipe?.writer ?? output!);
      const next = pipe && hold(pipe.reader);
      const errorsTo = node.operators[index] === '|&' ? to : errors!;
      const group = groupFor(shell, processes);
      const started = yield* startStage(shell, command, [from, to, errorsTo], group);
      if (started) processes.push(started);
      drop(from);
      drop(to);
      if (next) from = next;
    }
  } finally {
    closeAll([...held]);
  }
  return processes;
}

function groupFor(shell: Shell, processes: readonly Process[]): number | undefined {
  return shell.terminal ? processes[0]?.group : shell.process.group;
}

/** Starts one command as a process: a program itself, anything else in a copy of the shell. */
function* startStage(
  shell: Shell,
  command: CommandNode,
  streams: readonly Stream[],
  group: number | undefined,
): Task<Process | undefined> {
  if (command.type === 'Command') {
    const started = yield* startExternal(shell, command, streams, group);
    if (started !== 'shell') return started;
  }
  return yield* spawnSubshell(shell, streams, group, (inner) => runNode(inner, command));
}

/** Starts `command &`. Shape: 0, as bash has it */
export function* startBackground(shell: Shell, node: CommandNode): Task<number> {
  const [input, output, errors] = shell.process.streams;
  const isPipeline = node.type === 'Pipeline' && node.prefixes.length === 0;
  const from = input?.terminal || !shell.terminal ? new NullStream() : input!;
  const processes = isPipeline
    ? yield* startStages(shell, node, from)
    : yield* startAlone(shell, node, [from, output!, errors!]);
  if (processes.length === 0) return 1;
  const text = shell.source.slice(node.pos, node.end);
  const job = shell.jobs.add(processes, text);
  shell.lastBackgroundPid = processes.at(-1)!.pid;
  if (shell.terminal) yield* shell.process.warn(`[${job.number}] ${shell.lastBackgroundPid}\n`);
  return 0;
}

function* startAlone(shell: Shell, node: CommandNode, streams: readonly Stream[]): Task<Process[]> {
  const started = yield* startStage(shell, node, streams, groupFor(shell, []));
  return started ? [started] : [];
}

function* printTime(shell: Shell, startedAtUs: number, isPosix: boolean): Task<void> {
  const milliseconds = Math.floor((shell.process.nowUs - startedAtUs) / 1_000);
  const seconds = Math.floor(milliseconds / 1_000);
  const rest = String(milliseconds % 1_000).padStart(3, '0');
  const { process } = shell;
  if (isPosix) {
    yield* process.warn(`real ${seconds}.${rest.slice(0, 2)}\nuser 0.00\nsys 0.00\n`);
    return;
  }
  const real = `${Math.floor(seconds / 60)}m${seconds % 60}.${rest}s`;
  yield* process.warn(`\nreal\t${real}\nuser\t0m0.000s\nsys\t0m0.000s\n`);
}
