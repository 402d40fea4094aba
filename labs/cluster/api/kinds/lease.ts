import { invalidValue, type FieldError } from '../field-error.ts';
import { defineKind, type Kind } from '../kind.ts';
import { isDnsSubdomain } from '../name-rule.ts';
import type { KubeObject } from '../object.ts';
import { ageColumn, nameColumn, otherDescriptions } from './column-table.ts';

/** A lock with an expiry: who holds it, since when, and when it was last renewed. */
export interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    /** With microseconds, as `renewTime`. */
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

export const leaseKind: Kind<Lease> = defineKind<Lease>({
  group: 'coordination.k8s.io',
  kind: 'Lease',
  storageVersionHash: 'gqkMMb/YqFM=',
  columns: [
    nameColumn,
    {
      name: 'Holder',
      description: otherDescriptions.holder,
      cell: ({ spec }) => spec?.holderIdentity ?? '',
    },
    ageColumn,
  ],
  checkName: isDnsSubdomain,
  validate: ({ spec = {} }) => checkSpec(spec),
});

function checkSpec(spec: NonNullable<Lease['spec']>): FieldError[] {
  const errors: FieldError[] = [];
  const { leaseDurationSeconds: duration, leaseTransitions: transitions } = spec;
  if (duration !== undefined && duration <= 0) {
    const why = 'must be greater than 0';
    errors.push(invalidValue('spec.leaseDurationSeconds', duration, why));
  }
  if (transitions !== undefined && transitions < 0) {
    const why = 'must be greater than or equal to 0';
    errors.push(invalidValue('spec.leaseTransitions', transitions, why));
  }
  return errors;
}
