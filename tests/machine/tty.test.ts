import { expect, test } from 'vitest';
import { SECOND, sleep, type Program } from '../../labs/cluster/kernel/index.ts';
import { Console, Tty } from '../../labs/cluster/machine/index.ts';
import { makeMachine } from './fake-lab.ts';

const size = { columns: 80, rows: 24 };

/** A machine that is on, with a program in front of a terminal. */
function withTerminal(program: Program) {
  const { kernel, machine } = makeMachine({});
  machine.boot();
  kernel.run(SECOND);
  const tty = new Tty(machine, size, 'pts/0');
  const process = machine.spawn({ program, argv: ['test'], streams: [tty, tty, tty] });
  tty.foregroundGroup = process.group;
  tty.sessionGroup = process.group;
  kernel.settle();
  const type = (text: string): string => {
    tty.input(text);
    kernel.settle();
    return tty.takeOutput();
  };
  return { kernel, machine, process, tty, type };
}

/** Prints every piece of text that it reads, in brackets. */
const reader: Program = function* (process) {
  for (let text = yield* process.read(); text !== ''; text = yield* process.read()) {
    yield* process.print(`[${text.replace('\n', '')}]\n`);
  }
  return 7;
};

test('a line is echoed, can be corrected, and is read when Enter is pressed', () => {
  const { type } = withTerminal(reader);
  expect(type('helo')).toBe('helo');
  expect(type('\u007f')).toBe('\b \b');
  expect(type('lo\r')).toBe('lo\r\n[hello]\r\n');
  expect(type('two words\u0017x\r')).toBe(`two words${'\b \b'.repeat(5)}x\r\n[two x]\r\n`);
  expect(type('gone\u0015\u0001\r')).toBe(`gone${'\b \b'.repeat(4)}^A\r\n[\u0001]\r\n`);
});

test('^D ends the file on an empty line, and hands an unfinished one over', () => {
  const { process, type } = withTerminal(reader);
  expect(type('ab\u0004')).toBe('ab[ab]\r\n');
  expect(type('\u0004')).toBe('');
  expect(process.exit).toEqual({ code: 7 });
});

test('^C, ^\\ and ^Z reach the foreground group', () => {
  const interrupted = withTerminal(reader);
  expect(interrupted.type('half a line\u0003')).toBe('half a line^C');
  expect(interrupted.process.exit?.signal).toBe('SIGINT');
  const quit = withTerminal(reader);
  quit.type('\u001c');
  expect(quit.process.exit?.signal).toBe('SIGQUIT');
  const stopped = withTerminal(reader);
  expect(stopped.type('\u001a')).toBe('^Z');
  expect(stopped.process.state).toBe('stopped');
});

test('raw: keys are handed over as they come; a resize is told', () => {
  const seen: string[] = [];
  const { kernel, tty, type } = withTerminal(function* (process) {
    const { terminal } = process.streams[0]!;
    terminal!.mode = 'raw';
    process.onSignal('SIGWINCH', () => seen.push(`${terminal!.size.columns} columns`));
    for (;;) seen.push(yield* process.read());
  });
  expect(type('a\u0003\r')).toBe('');
  tty.resize({ columns: 100, rows: 30 });
  kernel.settle();
  expect(seen).toEqual(['a\u0003\r', '100 columns']);
});

test('hanging up ends the session and its foreground', () => {
  const { kernel, process, tty } = withTerminal(reader);
  tty.hangUp();
  kernel.settle();
  expect(process.exit?.signal).toBe('SIGHUP');
});

test('a writer waits while nobody takes what it wrote', () => {
  let lines = 0;
  const { kernel, tty } = withTerminal(function* (process) {
    for (;;) {
      yield* process.print(`${'x'.repeat(99_999)}\n`);
      lines++;
      yield* sleep(1);
    }
  });
  kernel.run(2 * SECOND);
  expect(lines).toBe(11);
  tty.takeOutput();
  kernel.run(3 * SECOND);
  expect(lines).toBe(22);
});

test('the screen of a console has its own pace, whoever looks', () => {
  const linesOf = (look: (tty: Tty) => void): number[] => {
    const { kernel, machine } = makeMachine({});
    const { tty } = new Console(machine, size);
    machine.boot();
    kernel.run(SECOND);
    let lines = 0;
    const program: Program = function* (process) {
      for (;;) {
        yield* process.print(`${'x'.repeat(99_999)}\n`);
        lines++;
      }
    };
    machine.spawn({ program, argv: ['test'], streams: [tty, tty, tty] });
    return [1, 2, 3].map((tenth) => {
      for (let ms = 1; ms <= 100; ms++) {
        kernel.run(SECOND + (tenth - 1) * 100_000 + ms * 1_000);
        look(tty);
      }
      return lines;
    });
  };
  const unseen = linesOf(() => undefined);
  expect(unseen[2]).toBeGreaterThan(unseen[0]!);
  expect(linesOf((tty) => tty.takeOutput())).toEqual(unseen);
});

test('a console forgets the oldest of what nobody looks at', () => {
  const { kernel, machine } = makeMachine({});
  const { tty } = new Console(machine, size);
  machine.boot();
  kernel.run(SECOND);
  const program: Program = function* (process) {
    for (let line = 0; line < 100; line++) yield* process.print(`${line} ${'x'.repeat(99_999)}\n`);
    return 0;
  };
  machine.spawn({ program, argv: ['test'], streams: [tty, tty, tty] });
  kernel.run(3 * SECOND);
  const shown = tty.takeOutput();
  expect(shown.length).toBeLessThan(5_000_000);
  expect(shown).toMatch(/\n99 x+\r\n$/);
});

test('a console gives a new login when one ends, and survives the loss of power', () => {
  const { kernel, machine } = makeMachine({});
  const { tty } = new Console(machine, size);
  const type = (text: string): string => {
    tty.input(text);
    kernel.run(kernel.nowUs + SECOND);
    return tty.takeOutput();
  };
  machine.boot();
  kernel.run(SECOND);
  expect(type('hi\r')).toBe('hi\r\n> hi\r\n');
  expect(type('\u0004')).toBe('\r\nbox login: root (automatic login)\r\n\r\n');
  expect(type('again\r')).toBe('again\r\n> again\r\n');
  machine.powerOff();
  expect(type('anyone?')).toBe('\r\n-- box has lost its power --\r\nanyone?');
  machine.boot();
  kernel.run(kernel.nowUs + SECOND);
  expect(type('back\r')).toBe('back\r\n> back\r\n');
});
