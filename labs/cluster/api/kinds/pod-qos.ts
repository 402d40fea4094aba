import { parseQuantity } from '../quantity.ts';
import type { Container, PodSpec } from './pod-spec.ts';

const counted = ['cpu', 'memory'];

/**
 * How readily a pod gives way under pressure.
 *
 * Source: pkg/apis/core/helper/qos/qos.go `ComputePodQOS`
 */
export function qosClassOf(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  if (!containers.some(asksForAny)) return 'BestEffort';
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function asksForAny({ resources: { requests = {}, limits = {} } = {} }: Container): boolean {
  return counted.some((name) => isPositive(requests[name]) || isPositive(limits[name]));
}

function isPositive(quantity: string | undefined): boolean {
  return quantity !== undefined && (parseQuantity(quantity) ?? 0n) > 0n;
}

function isGuaranteed({ resources: { requests = {}, limits = {} } = {} }: Container): boolean {
  return counted.every((name) => {
    const limit = limits[name];
    if (limit === undefined) return false;
    return parseQuantity(requests[name] ?? limit) === parseQuantity(limit);
  });
}
