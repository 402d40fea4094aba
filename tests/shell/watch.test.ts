import { describe, expect, it } from 'vitest';
import { watchPrograms } from '../../labs/shell/watch/index.ts';
import { Seat } from './terminal.ts';

const CTRL_C = '\u0003';

describe('watch', () => {
  it('shows a command again and again under a title', () => {
    const seat = new Seat(80, new Map(), watchPrograms).type("watch -n 5 'date +%S; echo done'\n");
    const [title, empty, first, last] = seat.text.split('\n');
    expect(title).toMatch(/^Every 5\.0s: date \+%S; echo done +box: Mon Nov {2}2 08:00:0\d 2026$/);
    expect([empty, last]).toEqual(['', 'done']);
    const later = seat.wait(5.1).text.split('\n')[2];
    expect(Number(later)).toBe(Number(first) + 5);
    seat.type(CTRL_C);
    expect(seat.lastLine).toBe('root@box:~#');
    expect(seat.type('echo $?\n').text).toContain('\n0\n');
  });

  it('cuts a long command in the title, and leaves the title out', () => {
    const seat = new Seat(60, new Map(), watchPrograms).type(
      "watch 'echo 1234567890 1234567890'\n",
    );
    expect(seat.text.split('\n')[0]).toMatch(/^Every 2\.0s: echo \d+\.\.\. {2}box: Mon Nov/);
    seat.type(`${CTRL_C}watch -t echo hello\n`);
    expect(seat.text.split('\n')[0]).toBe('hello');
  });

  it('ends when the output changes', () => {
    const seat = new Seat(80, new Map(), watchPrograms).type('watch -g -n 1 cat /etc/hostname\n');
    seat.wait(3);
    seat.machine.files.write('/etc/hostname', 'other\n');
    seat.wait(2);
    expect(seat.lastLine).toBe('root@box:~#');
  });

  it('says what is wrong with its command line', () => {
    const seat = new Seat(80, new Map(), watchPrograms).type('watch -n x ls\n');
    expect(seat.text).toContain("watch: failed to parse argument: 'x': Invalid argument");
  });
});
