/*
 * How a lab moves from one host to another while its reader works in it. The new host boots the
 * same lesson with the same seed and repeats every input at its own step, while the old one goes
 * on, no faster than time outside. Then the old one is held for the moment that it takes to repeat
 * what came meanwhile, and the two have the same trace: from there on the new one is the lab.
 */
import type { LabHost, LabRequest, Recording } from '../../../labs/host/protocol.ts';
import type { Relay } from '../relay.ts';
import { Arrival } from './arrival.ts';

/**
 * Moves the lab behind a relay into another host.
 *
 * Errors:  rejects where the host fails or the lab is closed; the lab then goes on where it was
 */
export async function moveLab(relay: Relay, host: LabHost): Promise<Recording> {
  const { run } = relay;
  relay.slowDown();
  const arrival = new Arrival(host);
  try {
    const first = await relay.record(0);
    await arrival.open(relay.lesson, first.seed);
    await arrival.replay(first);
    const known = first.record.length;
    if (relay.run !== run) throw new Error('The lab was started over meanwhile.');
    relay.hold();
    const rest = await relay.record(known);
    await arrival.replay(rest);
    relay.exchange(arrival.connection, host);
    arrival.handOver((reply) => relay.hear(reply));
    return { ...rest, since: 0, record: [...first.record, ...rest.record] };
  } catch (error) {
    arrival.connection.close();
    throw error;
  } finally {
    relay.release();
  }
}

/**
 * Brings a lab whose host is gone back to life in another one, as far as it was recorded, and
 * asks it once more what was asked after that. Steps that were done stay done.
 *
 * Errors:  rejects where that host fails too
 */
export async function reviveLab(
  relay: Relay,
  host: LabHost,
  recording: Recording,
  recent: readonly LabRequest[],
): Promise<void> {
  relay.hold();
  // The reader sees it happen again, and the session that its lab is alive.
  const arrival = new Arrival(host, (picture) => relay.hear(picture));
  try {
    await arrival.open(relay.lesson, recording.seed);
    const passed = [...new Set([...recording.passed, ...relay.passed])];
    await arrival.replay({ ...recording, passed });
  } catch (error) {
    arrival.connection.close();
    throw error;
  }
  relay.exchange(arrival.connection, host);
  for (const screen of arrival.screens) relay.hear(screen);
  arrival.handOver((reply) => relay.hear(reply));
  for (const request of recent) arrival.connection.send(request);
  await letSolve(relay);
  relay.release();
}

/** Between two looks, and how many there are at most. */
const LOOK_MS = 50;
const LOOKS_MAX = 100;

/**
 * Lets a step that was being solved be solved to its end: what the reader has typed since would
 * fall into the lines that are typed for it.
 */
async function letSolve(relay: Relay): Promise<void> {
  relay.wind();
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const { solving } = await relay.record(Number.MAX_SAFE_INTEGER);
    if (solving.lines.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
