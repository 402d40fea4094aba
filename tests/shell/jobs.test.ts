import { describe, expect, it } from 'vitest';
import { Seat } from './terminal.ts';
import { makeMachine, runBash } from './run.ts';
import { SECOND } from '../../labs/cluster/kernel/index.ts';

const P = 'root@box:~#';
const [INTERRUPT, STOP] = ['\u0003', '\u001a'];

describe('jobs at a terminal', () => {
  it('^C ends what runs, and takes the rest of the line with it', () => {
    const seat = new Seat().type('sleep 100; echo never\n').wait(1).type(INTERRUPT);
    expect(seat.type('echo $?\n').text).toBe(
      `${P} sleep 100; echo never\n^C\n${P} echo $?\n130\n${P}`,
    );
    expect([...seat.machine.processes.values()].some(({ argv }) => argv[0] === 'sleep')).toBe(
      false,
    );
  });

  it.each([
    ['a pipeline', 'yes | cat > /dev/null'],
    ['a loop of programs', 'while true; do sleep 1; done'],
    ['a loop of builtins', 'while :; do :; done'],
    ['a substitution', 'echo $(sleep 100)'],
    ['a builtin that reads', 'read x'],
    ['a subshell', '(sleep 100; echo never)'],
    ['a function', 'f() { sleep 100; echo never; }; f'],
    ['wait', 'sleep 100 & wait'],
  ])('^C ends %s', (_, line) => {
    const seat = new Seat().type(`${line}\n`).wait(3);
    expect(seat.lastLine).not.toBe(P);
    seat.type(INTERRUPT);
    expect(seat.lastLine).toBe(P);
    expect(seat.type('echo $?\n').text).toContain('\n130\n');
    expect(seat.text).not.toContain('\nnever');
  });

  it('runs in the background, and tells at the next prompt that it is done', () => {
    const seat = new Seat().type('sleep 2 &\n');
    expect(seat.text).toMatch(/^\[1\] \d+$/m);
    expect(seat.type('jobs\n').text).toContain('[1]+  Running                 sleep 2 &');
    seat.wait(3).type('\n');
    expect(seat.text).toContain('[1]+  Done                    sleep 2\n');
    expect(seat.type('jobs\n').text.endsWith(`jobs\n${P}`)).toBe(true);
  });

  it('tells of what was killed and of what failed', () => {
    const seat = new Seat().type('sleep 9 &\nkill %1\nfalse &\n').wait(1).type('\n');
    expect(seat.text).toContain('[1]+  Terminated              sleep 9\n');
    expect(seat.text).toContain('Exit 1                  false\n');
  });

  it('^Z stops, fg goes on, bg lets it run', () => {
    const seat = new Seat().type('sleep 20\n').wait(1).type(STOP);
    expect(seat.text).toContain('^Z\n[1]+  Stopped                 sleep 20\n');
    expect(seat.wait(10).type('jobs\n').text).toContain('[1]+  Stopped                 sleep 20\n');
    seat.type('fg\n');
    expect(seat.text.endsWith('fg\nsleep 20')).toBe(true);
    expect(seat.wait(15).lastLine).toBe(P);
    seat.type('sleep 5\n').wait(1).type(STOP).type('bg\n');
    expect(seat.text).toContain('[1]+ sleep 5 &\n');
    expect(seat.wait(6).type('\n').text).toContain('[1]+  Done                    sleep 5\n');
  });

  it('warns once of stopped jobs before it goes', () => {
    const seat = new Seat().type('sleep 50\n').wait(1).type(STOP).type('exit\n');
    expect(seat.text.endsWith(`exit\nlogout\nThere are stopped jobs.\n${P}`)).toBe(true);
    expect(seat.type('exit\n').text.endsWith(`${P} exit\nlogout`)).toBe(true);
  });

  it('gives keys to the job that reads, with echo, and none to the editor', () => {
    const seat = new Seat().type('cat\n').type('hello\n');
    expect(seat.text).toBe(`${P} cat\nhello\nhello`);
    expect(seat.type('\u0004').lastLine).toBe(P);
  });

  it('gives to the job what was typed ahead, ^C too', () => {
    expect(new Seat().type(`sleep 100\n${INTERRUPT}`).wait(1).lastLine).toBe(P);
  });

  it('keeps for the next prompt what is typed while a job runs', () => {
    const seat = new Seat().type('sleep 2\n').wait(1).type('echo later\n');
    expect(seat.wait(3).text.endsWith(`later\n${P}`)).toBe(true);
  });

  it('reads the login files', () => {
    expect(new Seat().type('echo $QUORATE $0\n').text).toContain('\nquorate -bash\n');
  });

  it('answers an unknown command as a login shell does', () => {
    expect(new Seat().type('nope\n').text).toContain('\n-bash: nope: command not found\n');
  });

  it('expands an alias, also behind a pipe, but not itself', () => {
    const seat = new Seat().type("alias ls='ls -d' e=echo\nls /etc\ntrue | e hi\n");
    expect(seat.text).toContain('# ls /etc\n/etc\n');
    expect(seat.text).toContain('\nhi\n');
  });
});

describe('streams', () => {
  it('a pipeline shows its first line before its first stage has ended', () => {
    const seat = new Seat().type('(echo first; sleep 5; echo last) | cat | tee copy\n').wait(1);
    expect(seat.lastLine).toBe('first');
    expect(seat.wait(5).text).toContain('first\nlast\n');
  });

  it('tail -f shows what is added, through a pipe', () => {
    const seat = new Seat().type('touch log\n(sleep 2; echo ERROR x >> log) &\n');
    seat.type('tail -f log | grep ERROR\n').wait(4);
    expect(seat.text).toContain('\nERROR x');
    expect(seat.type(INTERRUPT).lastLine).toBe(P);
  });

  it('a slow reader holds up its writer', () => {
    const machine = makeMachine();
    const run = runBash('yes | (sleep 3; head -1)', machine, 2 * SECOND);
    expect(run).toEqual({ out: '', err: '', code: -1 });
    const writer = [...machine.processes.values()].find(({ argv }) => argv[0] === 'yes');
    expect(writer?.state).toBe('running');
    machine.kernel.run(machine.kernel.nowUs + 5 * SECOND);
    expect([...machine.processes.values()].some(({ argv }) => argv[0] === 'yes')).toBe(false);
  });

  it('an endless loop lets time go on, and a fork bomb ends', () => {
    expect(runBash('while :; do :; done', makeMachine(), SECOND / 10).code).toBe(-1);
    const { err } = runBash('f() { f | f; }; f', makeMachine(), 60 * SECOND);
    expect(err).toMatch(/Resource temporarily unavailable|maximum function nesting level/);
  });

  it('leaves no process behind', () => {
    const machine = makeMachine();
    runBash(
      'yes | head -1; seq 10 | while read x; do echo $x; done | tail -1; (exit 3) | cat',
      machine,
    );
    expect([...machine.processes.values()]).toEqual([]);
  });
});
