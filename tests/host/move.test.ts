import { describe, expect, it } from 'vitest';
import { openSession } from '../../labs/host/open-session.ts';
import { Pacer } from '../../labs/host/pacer.ts';
import { findLesson } from '../../labs/lessons/index.ts';
import { LabDesk } from './lab-desk.ts';

const type = (text: string) => ({ type: 'type', terminal: 'workstation', text }) as const;

/** A lab that has seen some life, time running. */
async function livedIn(lesson = 'quorum'): Promise<LabDesk> {
  const desk = new LabDesk();
  await desk.open({ lesson });
  desk.send(type('etcdctl put a 1\r'));
  desk.pass(1_234);
  desk.send({ type: 'fault', fault: { kind: 'stop', machine: 'etcd-2', unit: 'etcd' } });
  desk.pass(777);
  return desk;
}

/** Another lab that goes on where the first one is, which goes on meanwhile. */
async function follow(first: LabDesk, lesson = 'quorum'): Promise<LabDesk> {
  const second = new LabDesk();
  await second.open({ lesson, speed: 0 });
  second.send({ type: 'replay', recording: first.recording() });
  return second;
}

describe('a lab that moves to another host', () => {
  it('is there what it was here, and catches up with what happened meanwhile', async () => {
    const first = await livedIn();
    const second = await follow(first);
    const known = first.recording().record.length;
    // Nothing moves there while time stands still, not by a step.
    second.pass(5_000);
    first.pass(61);
    first.send(type('etcdctl put b 2\r'));
    first.pass(3_210);
    first.send({ type: 'speed', speed: 0 });
    const rest = first.recording(known);
    expect(rest).toMatchObject({
      since: known,
      record: [{ input: { text: 'etcdctl put b 2\r' } }],
    });
    second.send({ type: 'replay', recording: rest });
    const there = second.all('record').at(-1)!;
    expect(there.traceHash).toBe(rest.traceHash);
    expect(there.end).toEqual(rest.end);
    expect(second.output()).toBe(first.output());

    for (const desk of [first, second]) {
      desk.send({ type: 'speed', speed: 1 });
      desk.send(type('etcdctl get a\r'));
      desk.send({ type: 'skip', byUs: 2_000_000 });
      desk.pass(3_000);
      desk.send({ type: 'speed', speed: 0 });
    }
    expect(second.output().endsWith(first.output().slice(-200))).toBe(true);
  });

  it('stands still to the step, even between two steps of one moment', async () => {
    const session = await openSession({ lesson: findLesson('quorum')! });
    const { kernel } = session.cluster;
    const endUs = session.nowUs + 5_000_000;
    do session.advance(endUs, 1);
    while (kernel.nextAtUs !== kernel.nowUs);
    const ticks: (() => void)[] = [];
    const pacer = new Pacer(
      session,
      { now: () => 0, later: (run) => ticks.push(run) },
      0,
      () => {},
    );
    const { steps } = kernel;
    pacer.hurry();
    for (let tick = 0; tick < 5; tick++) ticks.shift()?.();
    expect(kernel.steps).toBe(steps);
    pacer.setSpeed(1);
    ticks.shift()?.();
    expect(kernel.steps).toBeGreaterThan(steps);
  });

  it('takes steps, an unfinished solution and an unfinished skip along', async () => {
    const first = await livedIn();
    first.send({ type: 'solve', step: 'two-down' });
    first.send({ type: 'solve', step: 'back' });
    first.pass(20);
    first.send({ type: 'speed', speed: 0 });
    const recording = first.recording();
    expect(recording.solving.lines.length).toBeGreaterThan(0);
    const second = new LabDesk();
    await second.open({ lesson: 'quorum', speed: 0 });
    const withMore = { ...recording, passed: ['leader'], skipUs: 30_000_000 };
    second.send({ type: 'replay', recording: withMore });
    second.pass(3_000);
    const there = second.recording();
    const typed = there.record.slice(recording.record.length).map(({ input }) => input.type);
    expect(typed).toHaveLength(recording.solving.lines.length);
    expect(second.all('steps').at(-1)!.steps[0]!.state).toBe('passed');
    expect(there.solving.lines).toEqual([]);
    expect(there.end.atUs).toBe(recording.end.atUs + 30_000_000);
  });

  it('may print as much as it likes: a replay reads it, as the first host did', async () => {
    const first = await livedIn();
    first.send(type('yes\r'));
    first.pass(4_000);
    first.send(type('\u0003'));
    first.pass(100);
    expect(first.output().length).toBeGreaterThan(5_000_000);
    first.send({ type: 'speed', speed: 0 });
    const second = await follow(first);
    expect(second.all('record').at(-1)!.traceHash).toBe(first.recording().traceHash);
    expect(second.output()).toBe(first.output());
  });
});
