/* A cluster of the playground, without a page: its time passes when a test says so. */
import { openSession } from '../../labs/host/open-session.ts';
import type { Session } from '../../labs/host/session.ts';
import { findLesson } from '../../labs/lessons/index.ts';

const SECOND = 1_000_000;

export async function open(topology: string, seed?: string): Promise<Session> {
  const lesson = findLesson(`playground/${topology}`)!;
  return await openSession({ lesson, ...(seed !== undefined && { seed }) });
}

export function run(session: Session, seconds: number): void {
  session.advance(session.nowUs + seconds * SECOND, Number.MAX_SAFE_INTEGER);
}

/** The API servers that the balancer passes requests on to. */
export function serversUp(session: Session): string[] {
  const units = session.takeSnapshot().machines.flatMap((machine) => machine.units);
  const servers = units.flatMap(({ balancer }) => balancer?.servers ?? []);
  return servers.filter(({ isUp }) => isUp).map(({ name }) => name);
}
