import { checkPanics } from '../../checkers/panics.ts';
import { checkAcknowledgedWrites } from './acknowledged-writes.ts';
import type { Checker } from './checker.ts';
import { checkLeaseHolder } from './lease-holder.ts';
import { checkLostUpdates } from './lost-updates.ts';
import { checkResourceVersions } from './resource-versions.ts';

export type { Checker, Finding } from './checker.ts';

/** Everybody who looks on, fresh for one run. The one whose finding explains most comes first. */
export function makeCheckers(): Checker[] {
  const { see } = checkPanics();
  return [
    checkLeaseHolder(),
    checkLostUpdates(),
    checkAcknowledgedWrites(),
    checkResourceVersions(),
    { ...(see && { see }) },
  ];
}
