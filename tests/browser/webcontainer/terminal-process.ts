import { spawn, type ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const preload = new URL('raw-terminal.mjs', import.meta.url).href;

/** One chunk holds at most so many bytes, so that most frames are cut somewhere. */
const CHUNK_MAX = 2_048;

export interface TerminalOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A terminal that echoes whatever the program asks for. */
  readonly echoesAlways?: boolean;
  readonly onOutput: (chunk: Uint8Array) => void;
  readonly onExit: (code: number) => void;
}

/**
 * A process as a WebContainer shows one: its output and its errors are one stream, in which line
 * feeds are CR LF and what is typed is echoed until the program asks for the raw keys, cut into
 * chunks at any byte.
 */
export class TerminalProcess {
  readonly #child: ChildProcess;
  readonly #options: TerminalOptions;
  /** The program takes the keys as they come. */
  isRaw = false;
  /** Luck, the same in every run. */
  #luck = 20_260_401;

  constructor(options: TerminalOptions) {
    this.#options = options;
    const { command, args, cwd, env } = options;
    const isShell = command === 'jsh';
    const program = isShell ? ['/bin/sh', '-i'] : [process.execPath, '--import', preload, ...args];
    // The shell between makes one stream of two, as a terminal is one.
    this.#child = spawn('/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', ...program], {
      cwd,
      env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: cwd, PS1: '$ ', ...env },
      stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    });
    this.#child.stdout!.on('data', (data: Buffer) => this.#print(data));
    this.#child.on('message', (isRaw: boolean) => {
      this.isRaw = isRaw;
    });
    this.#child.stdin!.on('error', () => undefined);
    this.#child.on('error', () => options.onExit(127));
    this.#child.on('close', (code, signal) => options.onExit(code ?? (signal ? 137 : 1)));
  }

  write(text: string): void {
    if (!this.isRaw || this.#options.echoesAlways) {
      this.#print(Buffer.from(text.replaceAll('\r', '\n')));
    }
    this.#child.stdin!.write(this.isRaw ? text : text.replaceAll('\r', '\n'));
  }

  /** Its terminal goes away. */
  hangUp(): void {
    this.#child.stdin!.end();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #print(data: Buffer): void {
    const text = Buffer.from(data.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
    for (let at = 0; at < text.length;) {
      this.#luck = (this.#luck * 1_103_515_245 + 12_345) % 2_147_483_648;
      const end = at + 1 + (this.#luck % CHUNK_MAX);
      this.#options.onOutput(text.subarray(at, end));
      at = end;
    }
  }
}

export const programFile = fileURLToPath(
  new URL('../../../labs/host/webcontainer.ts', import.meta.url),
);
