import { describe, expect, it } from 'vitest';
import { openSession } from '../../labs/host/open-session.ts';
import type { HttpPiece } from '../../labs/host/protocol.ts';
import type { Session } from '../../labs/host/session.ts';
import { findLesson } from '../../labs/lessons/index.ts';

const headers = { host: 'localhost:8001' };

function ask(session: Session, id: number, path: string): HttpPiece[] {
  session.input({ type: 'http', id, method: 'GET', path, headers });
  return goOn(session, 2);
}

function goOn(session: Session, seconds: number): HttpPiece[] {
  session.advance(session.nowUs + seconds * 1_000_000, Number.MAX_SAFE_INTEGER);
  return session.takeHttp();
}

describe('a client outside', () => {
  it('is answered by the API servers, and replays with all the rest', async () => {
    const lesson = findLesson('stacked')!;
    const session = await openSession({ lesson });
    const [first] = ask(session, 1, '/version');
    expect(first).toMatchObject({ id: 1, status: 200, end: 'complete' });
    expect(JSON.parse(first!.text!).gitVersion).toMatch(/^v1\.36/);

    const watching = ask(session, 2, '/api/v1/nodes?watch=1');
    expect(watching[0]).toMatchObject({ id: 2, status: 200 });
    expect(watching.every(({ end }) => end === undefined)).toBe(true);
    session.input({ type: 'http-cancel', id: 2 });
    session.input({ type: 'fault', fault: { kind: 'stop', machine: 'worker-1', unit: 'kubelet' } });
    expect(goOn(session, 60)).toEqual([]);

    const again = await openSession({ lesson });
    again.resume(session.recording(0), () => undefined);
    expect(again.cluster.kernel.trace.hash).toBe(session.cluster.kernel.trace.hash);
    expect(session.cluster.kernel.panics).toEqual([]);
  });

  it('needs the workstation, its power and its way', async () => {
    const session = await openSession({ lesson: findLesson('stacked')! });
    ask(session, 1, '/api/v1/nodes?watch=1');
    session.input({ type: 'fault', fault: { kind: 'power-off', machine: 'workstation' } });
    expect(goOn(session, 1)).toEqual([{ id: 1, end: 'broken' }]);
    expect(ask(session, 2, '/version')[0]).toMatchObject({
      status: 502,
      text: 'The workstation is off.\n',
    });
    session.input({ type: 'fault', fault: { kind: 'power-on', machine: 'workstation' } });
    goOn(session, 5);
    session.input({ type: 'fault', fault: { kind: 'cut', from: 'workstation', to: 'lb' } });
    expect(ask(session, 3, '/version')).toEqual([]);
    expect(goOn(session, 40)[0]).toMatchObject({ id: 3, status: 500 });
  });

  it('is told where there is no API server', async () => {
    const session = await openSession({ lesson: findLesson('quorum')! });
    expect(ask(session, 1, '/version')[0]).toMatchObject({
      status: 502,
      text: 'This lab has no API server.\n',
    });
  });
});
