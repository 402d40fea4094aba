import { describe, expect, it } from 'vitest';
import { nanoPrograms } from '../../labs/shell/nano/index.ts';
import { Seat } from './terminal.ts';

const [CTRL_C, CTRL_K, CTRL_O, CTRL_U, CTRL_W, CTRL_X] = [3, 11, 15, 21, 23, 24].map((code) =>
  String.fromCharCode(code),
) as [string, string, string, string, string, string];
const UP = '\u001b[A';
const DOWN = '\u001b[B';

function open(text?: string): Seat {
  const seat = new Seat(80, new Map(), nanoPrograms);
  if (text !== undefined) seat.machine.files.write('/etc/a.txt', text);
  return seat.type('nano /etc/a.txt\n');
}

function lines(seat: Seat): string[] {
  return seat.text.split('\n');
}

describe('nano', () => {
  it("has GNU nano's layout", () => {
    const shown = lines(open('one\ntwo\n'));
    expect(shown[0]).toMatch(/^ {2}GNU nano 7\.2 +\/etc\/a\.txt$/);
    expect(shown.slice(1, 4)).toEqual(['one', 'two', '']);
    expect(shown[21]!.trim()).toBe('[ Read 2 lines ]');
    expect(shown[22]).toBe(
      '^G Help      ^O Write Out ^W Where Is  ^K Cut       ^T Execute   ^C Location',
    );
    expect(shown[23]).toMatch(/^\^X Exit {6}\^R Read File \^\\ Replace/);
  });

  it('writes what was typed, and the shell is as it was', () => {
    const seat = open();
    expect(lines(seat)[21]!.trim()).toBe('[ New File ]');
    seat.type('hello\nworld');
    expect(lines(seat)[0]).toContain('Modified');
    seat.type(CTRL_O);
    expect(lines(seat)[21]).toBe('File Name to Write: /etc/a.txt');
    seat.type('\n');
    expect(lines(seat)[21]!.trim()).toBe('[ Wrote 2 lines ]');
    seat.type(`${CTRL_X}`);
    expect(seat.lastLine).toBe('root@box:~#');
    expect(seat.machine.files.read('/etc/a.txt')).toBe('hello\nworld\n');
    expect(seat.type('echo back\n').text).toContain('back');
  });

  it('asks before it throws changes away', () => {
    const seat = open('x\n').type(`y${CTRL_X}`);
    expect(lines(seat)[21]!.trim()).toBe('Save modified buffer?');
    seat.type(CTRL_C);
    expect(lines(seat)[21]!.trim()).toBe('[ Cancelled ]');
    seat.type(`${CTRL_X}n`);
    expect(seat.machine.files.read('/etc/a.txt')).toBe('x\n');
    expect(seat.lastLine).toBe('root@box:~#');
  });

  it('cuts lines together and pastes them', () => {
    const seat = open('one\ntwo\nthree\n').type(`${CTRL_K}${CTRL_K}`);
    expect(lines(seat).slice(1, 3)).toEqual(['three', '']);
    seat.type(`${DOWN}${CTRL_U}`);
    expect(lines(seat).slice(1, 4)).toEqual(['one', 'two', 'three']);
    seat.type(`${UP}${CTRL_U}${CTRL_X}y\n`);
    expect(seat.machine.files.read('/etc/a.txt')).toBe('one\none\ntwo\ntwo\nthree\n');
  });

  it('searches from the cursor on, and from the top again', () => {
    const seat = open('apple\nbanana\napple pie\n').type(`${CTRL_W}apple\n`);
    seat.type(CTRL_C);
    expect(lines(seat)[21]!.trim()).toMatch(/^\[ line 3\/3 \(100%\), col 1\/10 \(10%\)/);
    seat.type(`${CTRL_W}\n`);
    expect(lines(seat)[21]!.trim()).toBe('[ Search Wrapped ]');
    seat.type(`${CTRL_W}cherry\n`);
    expect(lines(seat)[21]!.trim()).toBe('[ "cherry" not found ]');
  });

  it('shows a part of a line that is too wide', () => {
    const seat = open(`${'0123456789'.repeat(10)}\n`);
    expect(lines(seat)[1]).toBe(`${'0123456789'.repeat(8).slice(0, 79)}>`);
    seat.type('\u001b[F');
    expect(lines(seat)[1]).toMatch(/^<.*9$/);
  });

  it('scrolls', () => {
    const text = Array.from({ length: 60 }, (_, at) => `line ${at + 1}\n`).join('');
    const seat = open(text).type('\u001b[6~\u001b[6~');
    expect(seat.text).toContain('line 37');
    expect(seat.text).not.toContain('line 5\n');
  });

  it('needs a terminal', () => {
    const seat = new Seat(80, new Map(), nanoPrograms).type('echo x | nano\n');
    expect(seat.text).toContain('Standard input is not a terminal');
  });
});
