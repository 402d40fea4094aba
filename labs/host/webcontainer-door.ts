import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import process from 'node:process';
import type { HttpPiece, LabRequest } from './protocol.ts';

/** The API server itself takes no more. Units: characters. */
const BODY_MAX = 3 * 1024 * 1024;

/**
 * The API of a lab for programs on the machine around it: what they ask on plain HTTP becomes an
 * input of the lab, and what comes back is handed to them piece by piece.
 *
 * Keeps:   no id is used twice, in this process or in one that replays its record
 */
export class HttpDoor {
  readonly #ask: (request: LabRequest) => void;
  readonly #waiting = new Map<number, ServerResponse>();
  #server: Server | undefined;
  #nextId = Date.now() * 1_000;

  constructor(ask: (request: LabRequest) => void) {
    this.#ask = ask;
  }

  /** Serves a port of this machine's own address, and of no other. */
  open(port: number): void {
    if (this.#server) return;
    this.#server = createServer((request, response) => this.#take(request, response));
    this.#server.on('error', (error) => {
      process.stderr.write(`The API is not served at localhost:${port}: ${error.message}\n`);
    });
    this.#server.listen(port, 'localhost');
  }

  /** Hands on a piece of an answer. Nobody may wait for it any more. */
  answer({ end, headers, id, status, text = '' }: HttpPiece): void {
    const response = this.#waiting.get(id);
    if (!response) return;
    if (status !== undefined) response.writeHead(status, { ...headers });
    if (end !== undefined) this.#waiting.delete(id);
    if (end === 'complete') response.end(text);
    else if (end === undefined) response.write(text);
    else if (response.headersSent) response.destroy();
    else response.writeHead(502).end('The lab did not answer.\n');
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
      if (body.length > BODY_MAX) response.writeHead(413).end('', () => request.destroy());
    });
    request.on('end', () => {
      if (!response.headersSent) this.#pass(request, response, body);
    });
  }

  #pass(request: IncomingMessage, response: ServerResponse, body: string): void {
    const id = this.#nextId++;
    const { method = 'GET', url: path = '/' } = request;
    this.#waiting.set(id, response);
    response.on('close', () => {
      if (this.#waiting.delete(id)) this.#ask({ type: 'http-cancel', id });
    });
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    this.#ask({ type: 'http', id, method, path, headers, ...(body !== '' && { body }) });
  }
}
