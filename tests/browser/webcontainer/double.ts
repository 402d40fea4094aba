/*
 * A double of the remote side of @webcontainer/api: what the vendor serves at /headless, on
 * loopback. The page drives it with the real client. Files are a folder of this machine, and
 * processes are real ones, on a terminal of the worst kind (terminal-process.ts).
 *
 * What it does not prove: that the vendor's runtime behaves the same.
 */
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createPort, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TerminalProcess } from './terminal-process.ts';

/** How the vendor's host behaves: serves, answers 404 to this site, or loads and never starts. */
export type Manner = 'serves' | 'refuses' | 'hangs';

/** What an isolated page may embed. */
const isolation = {
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'cross-origin',
};

const clientFolder = new URL('../../../node_modules/@webcontainer/api/dist/', import.meta.url);
const scripts: Readonly<Record<string, URL>> = {
  '/comlink.js': new URL('vendor/index.js', clientFolder),
  '/remote.js': new URL('remote.mjs', import.meta.url),
};

interface Run {
  readonly command: string;
  readonly args: readonly string[];
}

/** A tree of files as the client sends it. */
interface Tree {
  readonly d: Readonly<Record<string, Tree | { readonly f: { readonly c: string } }>>;
}

export class Double {
  /** Set before the page boots: the command that runs in the place of the lab's program. */
  instead: Run | undefined;
  readonly #server: Server;
  readonly #processes = new Map<number, { command: string; terminal: TerminalProcess }>();
  readonly #folders = new Set<string>();
  readonly #manner: Manner;
  /** Where the lab serves its API: each machine has a port of its own, for they all share this. */
  readonly #port: number;
  #nextId = 1;

  private constructor(manner: Manner, port: number) {
    this.#manner = manner;
    this.#port = port;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(manner: Manner = 'serves'): Promise<Double> {
    const double = new Double(manner, await unusedPort());
    await new Promise<void>((resolve) => double.#server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What runs now, by the command that started it. */
  get running(): string[] {
    return [...this.#processes.values()].map(({ command }) => command);
  }

  /** Kills the lab's process, as a machine that ran out of memory would. */
  killLab(): void {
    for (const { command, terminal } of this.#processes.values()) {
      if (command === 'node') terminal.kill();
    }
  }

  async stop(): Promise<void> {
    for (const { terminal } of this.#processes.values()) terminal.kill();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const script = scripts[url.pathname];
    if (url.pathname === '/headless') {
      this.#serveHeadless(response);
    } else if (script) {
      response.writeHead(200, { ...isolation, 'content-type': 'text/javascript' });
      response.end(readFileSync(fileURLToPath(script)));
    } else {
      const body = await readBody(request);
      this.#carryOut(url, body, response);
    }
  }

  #serveHeadless(response: ServerResponse): void {
    const status = this.#manner === 'refuses' ? 404 : 200;
    response.writeHead(status, { ...isolation, 'content-type': 'text/html' });
    const script = '<script type="module" src="/remote.js"></script>';
    response.end(`<!doctype html>${this.#manner === 'serves' ? script : ''}`);
  }

  #carryOut({ pathname, searchParams }: URL, body: string, response: ServerResponse): void {
    const id = Number(searchParams.get('id'));
    const folder = searchParams.get('folder') ?? '';
    switch (pathname) {
      case '/build':
        response.end(this.#makeFolder());
        break;
      case '/mount':
        writeTree(folder, JSON.parse(body) as Tree);
        response.end();
        break;
      case '/run':
        this.#run(folder, JSON.parse(body) as Run, response);
        break;
      case '/write':
        this.#processes.get(id)?.terminal.write(body);
        response.end();
        break;
      case '/kill':
        this.#processes.get(id)?.terminal.kill();
        response.end();
        break;
      default:
        response.writeHead(404).end();
    }
  }

  #makeFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'quorate-double-'));
    this.#folders.add(folder);
    return folder;
  }

  /** Answers with a line for each chunk, and the exit code as the last one. */
  #run(folder: string, asked: Run, response: ServerResponse): void {
    const id = this.#nextId++;
    const { command, args } = asked.command === 'node' ? (this.instead ?? asked) : asked;
    const say = (line: object): void => void response.write(`${JSON.stringify(line)}\n`);
    const terminal = new TerminalProcess({
      command,
      args,
      cwd: folder,
      env: { PORT: String(this.#port) },
      onOutput: (chunk) => say({ out: Buffer.from(chunk).toString('base64') }),
      onExit: (code) => {
        this.#processes.delete(id);
        say({ code });
        response.end();
      },
    });
    this.#processes.set(id, { command, terminal });
    // The page has gone, and its machine with it.
    response.on('close', () => terminal.kill());
    say({ id });
  }
}

function writeTree(folder: string, { d }: Tree): void {
  for (const [name, entry] of Object.entries(d)) {
    const path = join(folder, name);
    if ('f' in entry) {
      writeFileSync(path, entry.f.c);
    } else {
      mkdirSync(path, { recursive: true });
      writeTree(path, entry);
    }
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A port of this machine at which nobody listens. */
export function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createPort().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
