/**
 * The webcontainer host: a lab as a Node process inside a WebContainer, a Node machine that runs in
 * the reader's browser. The page mounts this program, bundled to one file, and spawns it.
 *
 * It speaks the protocol in frames (frames.ts) on the one terminal that such a process has, raw
 * where it is a terminal, and ends with its input. To programs beside it on the machine it serves
 * the lab's API servers on plain HTTP (webcontainer-door.ts).
 *
 *     page ══ frames ══ LabServer ── Session ── Gateway ══ kubectl proxy ══ API server
 *                           └────── HttpDoor ══ node watch-nodes.mjs
 */
import process from 'node:process';
import { encodeFrame, FrameDecoder } from './frames.ts';
import { LabServer } from './lab-server.ts';
import { parts } from './parts.ts';
import type { LabReply, LabRequest } from './protocol.ts';
import { HttpDoor } from './webcontainer-door.ts';

/** Where `kubectl proxy` serves too. Whoever runs several labs on one machine sets PORT. */
const port = Number(process.env['PORT'] ?? 8001);

const { stdin, stdout } = process;
if (stdin.isTTY) stdin.setRawMode(true);
stdin.setEncoding('utf8');

const door = new HttpDoor((request) => server.receive(request));
const server = new LabServer(
  { now: () => performance.now(), later: (run, ms) => void setTimeout(run, ms) },
  reply,
  parts,
);
const decoder = new FrameDecoder('page');

function reply(message: LabReply): void {
  if (message.type === 'http') {
    door.answer(message.piece);
    return;
  }
  stdout.write(encodeFrame('lab', message));
  if (message.type === 'boot' && message.state === 'ready') door.open(port);
}

stdin.on('data', (chunk: string) => {
  for (const message of decoder.push(chunk).messages) server.receive(message as LabRequest);
});
stdin.on('end', () => {
  server.close();
  process.exit(0);
});
