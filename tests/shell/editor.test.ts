import { describe, expect, it } from 'vitest';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { Seat } from './terminal.ts';

const P = 'root@box:~# ';
const [UP, DOWN, RIGHT, LEFT] = ['\u001b[A', '\u001b[B', '\u001b[C', '\u001b[D'];
const [HOME, END, DELETE] = ['\u001b[H', '\u001b[F', '\u001b[3~'];
const ctrl = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 64);

describe('keys', () => {
  it.each([
    ['typing', 'abc', 'abc|'],
    ['cursor keys', `abc${LEFT}${LEFT}X${RIGHT}Y`, 'aXbY|c'],
    ['home and end', `abc${HOME}X${END}Y`, 'XabcY|'],
    [
      '^A ^E ^B ^F',
      `abc${ctrl('A')}X${ctrl('E')}${ctrl('B')}Y${ctrl('A')}${ctrl('F')}Z`,
      'XZ|abYc',
    ],
    ['backspace', 'abc\u007f\u007fX', 'aX|'],
    ['delete and ^D', `abcd${HOME}${DELETE}${ctrl('D')}`, '|cd'],
    ['^U kills to the start', `abc def${LEFT}${ctrl('U')}`, '|f'],
    [
      '^K kills to the end, ^Y brings it back',
      `abcd${LEFT}${LEFT}${ctrl('K')}${HOME}${ctrl('Y')}`,
      'cd|ab',
    ],
    [
      '^W takes a word, twice, and ^Y gives both',
      `a bb cc${ctrl('W')}${ctrl('W')}x${ctrl('Y')}`,
      'a xbb cc|',
    ],
    [
      'Alt-b Alt-f Alt-d',
      `one two-x${'\u001bb'}${'\u001bb'}X${'\u001bf'}${'\u001bd'}`,
      'one Xtwo|',
    ],
    ['Alt-backspace', 'one two/three\u001b\u007f', 'one two/|'],
    ['^T swaps', `ab${ctrl('T')}`, 'ba|'],
    ['wide characters', `你好x${LEFT}${LEFT}a\u007f\u007f`, '|好x'],
    ['a combining mark goes with its letter', `e\u0301x${LEFT}\u007f`, '|x'],
    ['emoji', `😀b${LEFT}${LEFT}a`, 'a|😀b'],
  ])('%s', (_, keys, expected) => {
    const seat = new Seat().type(keys);
    const at = expected.indexOf('|');
    expect(seat.lastLine).toBe((P + expected.replace('|', '')).trimEnd());
    const before = expected.slice(0, at);
    const width = [...before].reduce((sum, char) => sum + (char > '\u2000' ? 2 : 1), 0);
    expect(seat.screen.column).toBe(P.length + width);
  });

  it('costs no virtual time', () => {
    const seat = new Seat();
    const before = seat.kernel.nowUs;
    seat.type('echo a b c').type('\n').type('\t\t').type(UP);
    expect(seat.kernel.nowUs).toBe(before);
  });

  it('^L clears the screen and keeps the line', () => {
    expect(new Seat().type('echo hi\nabc').type(ctrl('L')).text).toBe(`${P}abc`);
  });

  it('^C gives a fresh prompt, and 130', () => {
    expect(new Seat().type(`abc${ctrl('C')}`).type('echo $?\n').text).toBe(
      `${P}abc^C\n${P}echo $?\n130\n${P.trimEnd()}`,
    );
  });

  it('^D on an empty line logs out, and another shell comes', () => {
    const seat = new Seat().type(ctrl('D'));
    expect(seat.text).toBe('root@box:~#\nlogout');
    expect(seat.wait(1).lastLine).toBe(P.trimEnd());
  });
});

describe('history', () => {
  it('up and down walk through it, and bring back what was begun', () => {
    const seat = new Seat().type('echo one\necho two\nbegun');
    expect(seat.type(UP).lastLine).toBe(`${P}echo two`);
    expect(seat.type(UP).lastLine).toBe(`${P}echo one`);
    expect(seat.type(UP).lastLine).toBe(`${P}echo one`);
    expect(seat.type(DOWN).lastLine).toBe(`${P}echo two`);
    expect(seat.type(DOWN).lastLine).toBe(`${P}begun`);
  });

  it('keeps equal lines, numbers them, and joins the lines of one command', () => {
    const seat = new Seat().type('true\ntrue\nfor i in 1\ndo echo $i\ndone\nhistory\n');
    expect(seat.text).toContain(
      '    1  true\n    2  true\n    3  for i in 1; do echo $i; done\n    4  history',
    );
  });

  it('^R finds, ^R again goes further back, Enter runs it', () => {
    const seat = new Seat().type('echo first\necho second\n').type(`${ctrl('R')}ech`);
    expect(seat.lastLine).toBe("(reverse-i-search)`ech': echo second");
    seat.type(ctrl('R'));
    expect(seat.lastLine).toBe("(reverse-i-search)`ech': echo first");
    expect(seat.type('\n').text.endsWith(`${P}echo first\nfirst\n${P.trimEnd()}`)).toBe(true);
  });

  it('^R says where nothing is found, and ^G gives it up', () => {
    const seat = new Seat().type('echo a\nxy').type(`${ctrl('R')}q`);
    expect(seat.lastLine).toMatch(/^\(failed reverse-i-search\)`q': /);
    expect(seat.type(ctrl('G')).lastLine).toBe(`${P}xy`);
  });
});

describe('lines longer than the screen', () => {
  const long = 'echo 0123456789abcdefghij';

  it('wrap, and are edited across the edge', () => {
    const seat = new Seat(20).type(long);
    expect(seat.text).toBe('root@box:~# echo 012\n3456789abcdefghij');
    seat.type(`${HOME}X`);
    expect(seat.text).toBe('root@box:~# Xecho 01\n23456789abcdefghij');
    expect([seat.screen.row, seat.screen.column]).toEqual([0, 13]);
    seat.type(`${END}\u007f\u007f`);
    expect(seat.text).toBe('root@box:~# Xecho 01\n23456789abcdefgh');
  });

  it('put the cursor on the next row where the last column is filled', () => {
    const seat = new Seat(20).type('12345678');
    expect([seat.screen.row, seat.screen.column]).toEqual([1, 0]);
    expect(seat.type('9').text).toBe('root@box:~# 12345678\n9');
    expect(seat.type('\u007f\u007f').text).toBe('root@box:~# 1234567');
    expect([seat.screen.row, seat.screen.column]).toEqual([0, 19]);
  });

  it('put a wide character whole on the next row', () => {
    const seat = new Seat(20).type('1234567你x');
    expect(seat.text).toBe('root@box:~# 1234567\n你x');
    expect(seat.type(`${LEFT}${LEFT}${LEFT}\u007f`).text).toBe(
      'root@box:~# 123457你\nx'.replace('你\n', '你\n'),
    );
  });

  it('shrink to nothing with ^U', () => {
    expect(new Seat(20).type(`${long}${ctrl('U')}`).text).toBe(P.trimEnd());
  });

  it('give way to a short line of the history', () => {
    const seat = new Seat(20).type(`true\n${long}`).type(UP);
    expect(seat.text).toBe(`${P}true\n${P}true`);
  });

  it('print nothing over the line when Enter is pressed in its middle', () => {
    const seat = new Seat(20).type(`${long}${HOME}\n`);
    expect(seat.text).toBe(
      `root@box:~# echo 012\n3456789abcdefghij\n0123456789abcdefghij\n\n${P}`
        .trimEnd()
        .replace('ghij\n\n', 'ghij\n'),
    );
  });

  it('are drawn anew after a resize', () => {
    const seat = new Seat(40).type('echo 0123456789').resize(20);
    expect(seat.lastLine.startsWith('3456789')).toBe(true);
    seat.type('x\n');
    expect(seat.text).toContain('0123456789x');
  });
});

describe('several lines', () => {
  it('asks for more where a command is not whole', () => {
    const seat = new Seat().type('if true\n');
    expect(seat.lastLine).toBe('>');
    expect(seat.type('then echo yes\nfi\n').text).toContain('> fi\nyes\n');
  });

  it.each([
    ['an open quote', 'echo "a\nb"\n', 'a\nb'],
    ['a pipe at the end', 'echo a |\ncat -n\n', '     1\ta'.replace('\t', '\t')],
    ['a backslash at the end', 'echo a\\\nb\n', 'ab'],
    ['a here-document', 'cat <<E\none\ntwo\nE\n', 'one\ntwo'],
    ['a function', 'f() {\necho in f\n}\nf\n', 'in f'],
    ['a substitution', 'echo $(\necho x\n)\n', 'x'],
  ])('%s', (_, keys, expected) => {
    const seat = new Seat().type(keys);
    expect(seat.text).toMatch(/^> /m);
    expect(seat.text.endsWith(`\n${expected}\n${P.trimEnd()}`)).toBe(true);
  });

  it('^C leaves the continuation', () => {
    const seat = new Seat().type(`for i in 1\n${ctrl('C')}`);
    expect(seat.lastLine).toBe(P.trimEnd());
    expect(seat.type('echo ok\n').text).toContain('ok\n');
  });

  it('says what is no syntax, and goes on', () => {
    const seat = new Seat().type('echo )\n');
    expect(seat.text).toContain("-bash: syntax error near unexpected token `)'");
    expect(seat.type('echo $?\n').text).toContain('\n2\n');
  });

  it('runs line by line what is pasted plainly', () => {
    expect(new Seat().type('echo one\necho two\n').text).toBe(
      `${P}echo one\none\n${P}echo two\ntwo\n${P.trimEnd()}`,
    );
  });

  it('waits for Enter after a bracketed paste', () => {
    const seat = new Seat();
    expect(seat.screen.isPasteBracketed).toBe(true);
    seat.type('\u001b[200~echo one\necho two\u001b[201~');
    expect(seat.text).toBe(`${P}echo one\necho two`);
    expect(seat.type('\n').text).toContain('echo two\none\ntwo\n');
  });

  it('takes a paste that comes in pieces', () => {
    const seat = new Seat().type('\u001b[200~ech').type('o hi\u001b[20').type('1~');
    expect(seat.type('\n').text).toContain('\nhi\n');
  });
});

describe('completion', () => {
  it('finishes a command, with a blank', () => {
    expect(new Seat().type('unali\tx').lastLine).toBe(`${P}unalias x`);
  });

  it('finishes files, with a slash after a folder', () => {
    const seat = new Seat().type('cat /etc/profi\tla\t');
    expect(seat.lastLine).toBe(`${P}cat /etc/profile.d/lab.sh`);
  });

  it('goes as far as all agree, rings, and lists at the second Tab', () => {
    const seat = new Seat().type('cd /tmp; touch notes-a notes-b; cat no\t');
    seat.type(ctrl('U')).type('cd /tmp; touch notes-a notes-b\ncat no').type('\t');
    expect(seat.lastLine).toBe('root@box:/tmp# cat notes-');
    const { bells } = seat.screen;
    seat.type('\t\t');
    expect(seat.screen.bells).toBeGreaterThan(bells - 1);
    expect(seat.text.endsWith('notes-a  notes-b\nroot@box:/tmp# cat notes-')).toBe(true);
  });

  it('quotes what needs it', () => {
    const seat = new Seat().type("touch 'a b'\ncat a\t");
    expect(seat.lastLine).toBe(`${P}cat a\\ b`);
  });

  it('knows variables, folders for cd, and words after a pipe', () => {
    expect(new Seat().type('echo $QUOR\t').lastLine).toBe(`${P}echo $QUORATE`);
    expect(new Seat().type('true | unali\t').lastLine).toBe(`${P}true | unalias`);
    expect(new Seat().type('cd /etc/pro\t').lastLine).toBe(`${P}cd /etc/profile.d/`);
  });

  it("offers a program's own words", () => {
    const words = new Map([['ctl', () => ['status', 'start', 'stop']]]);
    expect(new Seat(80, words).type('ctl stat\t').lastLine).toBe(`${P}ctl status`);
  });

  it('asks before it lists very many', () => {
    const seat = new Seat().type('\t\t');
    expect(seat.lastLine).toMatch(/^Display all \d+ possibilities\? \(y or n\)$/);
    expect(seat.type('n').lastLine).toBe(P.trimEnd());
  });
});

it('writes every line into the trace, with its status', () => {
  const seat = new Seat().type('false\n').type('sleep 2\n').wait(3);
  const commands = seat.kernel.trace.since(0).filter(({ kind }) => kind === 'command');
  expect(commands.map(({ what, code, from }) => [from, what, code])).toEqual([
    ['box', 'false', 1],
    ['box', 'sleep 2', 0],
  ]);
  expect(commands[1]!.atUs - commands[0]!.atUs).toBeGreaterThanOrEqual(2 * SECOND);
});
