import process from 'node:process';
import type { LessonWords } from '../lessons/words.ts';
import { LabServer } from './lab-server.ts';
import type { LabReply, StepResult } from './protocol.ts';

/** Ctrl-]: what telnet uses to leave, and no program of a lab needs. */
const LEAVE = '\u001d';

/**
 * Runs a lab in the terminal that this process was started from, until Ctrl-] or the end of its
 * input. Where standard input is no terminal, its text is typed into the lab and time runs on for
 * 20 s.
 */
export function runInTerminal(words: LessonWords): void {
  const { stdin, stdout } = process;
  const terminal = words.firstTerminal;
  const server = new LabServer(
    { now: () => performance.now(), later: (run, ms) => void setTimeout(run, ms) },
    (reply) => show(words, reply, leave),
  );
  const resize = (): void => {
    const { columns = 80, rows = 24 } = stdout;
    server.receive({ type: 'resize', terminal, columns, rows });
  };
  function leave(code: number): void {
    server.close();
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
    stdout.write('\r\n');
    process.exitCode = code;
  }

  stdout.write(`${words.title}\r\n${words.summary}\r\nCtrl-] leaves the lab.\r\n`);
  server.receive({ type: 'open', lesson: words.id });
  server.receive({ type: 'watch', isWatching: false });
  resize();
  stdout.on('resize', resize);
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.on('data', (data: string) => {
    const at = data.indexOf(LEAVE);
    const text = at === -1 ? data : data.slice(0, at);
    const keys = stdin.isTTY ? text : text.replaceAll('\n', '\r');
    if (keys !== '') server.receive({ type: 'type', terminal, text: keys });
    if (at !== -1) leave(0);
  });
  stdin.on('end', () => setTimeout(() => leave(0), 20_000));
}

let announced = '';

function show(words: LessonWords, reply: LabReply, leave: (code: number) => void): void {
  if (reply.type === 'output' && reply.terminal === words.firstTerminal) {
    process.stdout.write(reply.text);
  } else if (reply.type === 'steps') {
    announce(words, reply.steps);
  } else if (reply.type === 'crash') {
    process.stderr.write(`\r\nThe lab stopped: ${reply.message}\r\n`);
    leave(1);
  }
}

/** Prints a step once, when its turn comes. */
function announce(words: LessonWords, steps: readonly StepResult[]): void {
  const at = steps.findIndex(({ state }) => state === 'current');
  const step = words.steps[at];
  const id = step?.id ?? 'done';
  if (id === announced) return;
  announced = id;
  const text = step
    ? `Step ${at + 1} of ${steps.length}: ${step.title}. ${step.text}`
    : 'All steps are done.';
  process.stdout.write(`\r\n\u001b[7m ${text.replaceAll('`', '')} \u001b[0m\r\n`);
}
