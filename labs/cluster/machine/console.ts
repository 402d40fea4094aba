import { MILLISECOND, SECOND, sleep, wait, type Task, type WindowSize } from '../kernel/index.ts';
import { LOGIN_ARGV, LOGIN_SHELL, loginEnvironment } from './login.ts';
import type { Machine } from './machine.ts';
import { ScreenTty } from './screen-tty.ts';

/** Between the end of one login shell and the next. */
const RESPAWN_US = 100 * MILLISECOND;

/**
 * The screen and keyboard of a machine: a getty that logs root in by itself, as on a serial
 * console.
 *
 * While there is power a login shell runs on it, and when that exits another comes. When the power
 * goes the screen says so; the terminal is the same one after the next boot.
 */
export class Console {
  readonly tty: ScreenTty;
  readonly #machine: Machine;
  #bootedAtUs = 0;

  constructor(machine: Machine, size: WindowSize) {
    this.#machine = machine;
    this.tty = new ScreenTty(machine, size, 'tty1');
    this.#watchPower();
    if (machine.isOn) this.#powerCame();
  }

  #watchPower(): void {
    this.#machine.powerChanged.arm(() => {
      this.#watchPower();
      if (this.#machine.isOn) this.#powerCame();
      else this.#powerWent();
    }, this.#machine.kernel);
  }

  #powerCame(): void {
    this.#bootedAtUs = this.#machine.kernel.nowUs;
    this.tty.reset();
    this.#machine.systemd.go(this.#keepShell());
  }

  #powerWent(): void {
    const { kernel, name, systemd } = this.#machine;
    const upUs = kernel.nowUs - this.#bootedAtUs;
    const upSeconds = (upUs / SECOND).toFixed(6).padStart(12);
    const line = {
      reboot: `[${upSeconds}] reboot: Restarting system`,
      poweroff: `[${upSeconds}] reboot: Power down`,
      none: `-- ${name} has lost its power --`,
    }[systemd.shutdownKind ?? 'none'];
    this.tty.reset();
    this.tty.announce(`\n${line}\n`);
  }

  /** A thread of process 1: runs one login shell after the other. */
  *#keepShell(): Task<void> {
    const { systemd } = this.#machine;
    for (;;) {
      const shell = this.#startShell();
      if (shell === undefined) return;
      yield* wait(shell.exited);
      yield* sleep(RESPAWN_US);
      if (systemd.shutdownKind !== undefined) return;
      this.tty.reset();
      this.tty.announce(`\n${this.#machine.name} login: root (automatic login)\n\n`);
    }
  }

  #startShell() {
    const machine = this.#machine;
    const program = machine.findProgram(LOGIN_SHELL, '/')?.program;
    if (program === undefined) return undefined;
    const shell = machine.systemd.spawn({
      program,
      argv: LOGIN_ARGV,
      env: loginEnvironment(machine, 'xterm-256color'),
      cwd: '/root',
      streams: [this.tty, this.tty, this.tty],
    });
    this.tty.sessionGroup = shell.group;
    this.tty.foregroundGroup = shell.group;
    machine.systemd.sessions.open(shell);
    return shell;
  }
}
