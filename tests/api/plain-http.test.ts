import { expect, test } from 'vitest';
import { Channel, RpcError } from '../../labs/cluster/client/grpc.ts';
import { respond, serveHttp } from '../../labs/cluster/client/http.ts';
import {
  Kernel,
  Listener,
  never,
  SECOND,
  wait,
  type Program,
} from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' };

test('a web server’s answer ends a gRPC call, and not the program', () => {
  const programs = new Map();
  const at = { name: 'cp-1', addresses: ['10.0.0.21'], programs, files: {} };
  const machine = new Machine(new Kernel('plain'), at);
  machine.powerOn();
  const spawn = (program: Program) => machine.spawn({ program, argv: ['test'], streams: [] });
  spawn(function* (process) {
    const listener = Listener.open(process, 2_381);
    if (listener === 'EADDRINUSE') return 1;
    serveHttp(process, listener, function* (stream) {
      respond(stream, 404, TEXT, '404 page not found\n');
    });
    return yield* wait(never);
  });
  const heard: unknown[] = [];
  spawn(function* (process) {
    const channel = new Channel(process, { targets: ['127.0.0.1:2381'] });
    const options = { deadlineUs: process.nowUs + SECOND };
    heard.push(yield* channel.unary('etcdserverpb.KV/Range', {}, options));
    const stream = yield* channel.stream('etcdserverpb.Watch/Watch', {}, options);
    heard.push(stream instanceof RpcError ? stream : yield* stream.receive());
    return 0;
  });
  machine.kernel.run(5 * SECOND);
  expect(machine.kernel.panics).toEqual([]);
  expect(heard).toHaveLength(2);
  for (const error of heard) expect(error).toMatchObject({ code: 'Unimplemented' });
  expect(String(heard[0])).toContain('404 (Not Found)');
});
