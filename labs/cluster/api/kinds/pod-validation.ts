import {
  duplicate,
  forbiddenField,
  invalidValue,
  required,
  unsupported,
  type FieldError,
} from '../field-error.ts';
import { isDnsLabel } from '../name-rule.ts';
import { isSame } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import type { Pod } from './pod.ts';
import type { Container, PodSpec } from './pod-spec.ts';

/**
 * Checks a pod.
 *
 * Source:  pkg/apis/core/validation/validation.go `ValidatePodCreate`, `ValidatePodUpdate`
 * Differs: an update that is not allowed is refused without the difference that upstream appends
 */
export function checkPod(pod: Pod, old?: Pod): FieldError[] {
  const { spec } = pod;
  if (!spec?.containers?.length) return [required('spec.containers')];
  const errors = [
    ...checkContainers(spec.initContainers ?? [], 'spec.initContainers'),
    ...checkContainers(spec.containers, 'spec.containers'),
  ];
  const policies = ['Always', 'OnFailure', 'Never'];
  if (!policies.includes(spec.restartPolicy ?? '')) {
    errors.push(unsupported('spec.restartPolicy', spec.restartPolicy ?? '', policies));
  }
  const grace = spec.terminationGracePeriodSeconds ?? 0;
  if (grace < 0) {
    const why = 'must be greater than or equal to 0';
    errors.push(invalidValue('spec.terminationGracePeriodSeconds', grace, why));
  }
  return old ? [...errors, ...checkUpdate(spec, old.spec)] : errors;
}

function checkContainers(containers: readonly Container[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${index}]`;
    const { name } = container;
    if (!name) errors.push(required(`${at}.name`));
    else if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    else for (const why of isDnsLabel(name)) errors.push(invalidValue(`${at}.name`, name, why));
    names.add(name);
    if (!container.image) errors.push(required(`${at}.image`));
    errors.push(...checkPorts(container, at), ...checkResources(container, at));
  }
  return errors;
}

const IN_RANGE = 'must be between 1 and 65535, inclusive';

function checkPorts({ ports = [] }: Container, at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, { containerPort, hostPort, protocol }] of ports.entries()) {
    const path = `${at}.ports[${index}]`;
    if (!containerPort) errors.push(required(`${path}.containerPort`));
    else if (!isPort(containerPort)) {
      errors.push(invalidValue(`${path}.containerPort`, containerPort, IN_RANGE));
    }
    if (hostPort !== undefined && hostPort !== 0 && !isPort(hostPort)) {
      errors.push(invalidValue(`${path}.hostPort`, hostPort, IN_RANGE));
    }
    const protocols = ['SCTP', 'TCP', 'UDP'];
    if (protocol !== undefined && !protocols.includes(protocol)) {
      errors.push(unsupported(`${path}.protocol`, protocol, protocols));
    }
  }
  return errors;
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

function checkResources({ resources = {} }: Container, at: string): FieldError[] {
  const { requests = {}, limits = {} } = resources;
  const errors: FieldError[] = [];
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit === undefined) continue;
    if ((parseQuantity(request) ?? 0n) > (parseQuantity(limit) ?? 0n)) {
      const why = `must be less than or equal to ${name} limit of ${limit}`;
      errors.push(invalidValue(`${at}.resources.requests`, request, why));
    }
  }
  return errors;
}

const ONLY_THESE =
  'pod updates may not change fields other than `spec.containers[*].image`,' +
  '`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only ' +
  'additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be ' +
  'set to 1 if it was previously negative)';

function checkUpdate(spec: PodSpec, old: PodSpec): FieldError[] {
  return isSame(fixedPart(spec), fixedPart(old)) ? [] : [forbiddenField('spec', ONLY_THESE)];
}

/** What of a pod never changes. */
function fixedPart(spec: PodSpec): object {
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, ...rest } = spec;
  const withoutImage = ({ image: _image, ...container }: Container): object => container;
  return {
    ...rest,
    containers: spec.containers.map(withoutImage),
    initContainers: (spec.initContainers ?? []).map(withoutImage),
  };
}

const NO_QUANTITY =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Finds a quantity that cannot be read. */
export function checkQuantities(spec: PodSpec | undefined): string | undefined {
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].flatMap(
    ({ resources: { requests = {}, limits = {} } = {} }) => [
      ...Object.values(requests),
      ...Object.values(limits),
    ],
  );
  return all.every((one) => parseQuantity(one) !== undefined) ? undefined : NO_QUANTITY;
}
