import { hash32, HOUR, MINUTE, SECOND } from '../../cluster/kernel/index.ts';
import type { Container, Sandbox } from '../../cluster/kubelet/runtime/index.ts';
import { alignTabs } from '../tab-writer.ts';

/** Source: cri-tools cmd/crictl/display.go */
const style = { minWidth: 20, padding: 3 };
const ID_LENGTH = 13;

function table(rows: readonly (readonly (string | number)[])[]): string {
  return alignTabs(rows.map((row) => `${row.join('\t')}\n`).join(''), style);
}

export function formatContainers(containers: readonly Container[], nowUs: number): string {
  const head = ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD'];
  const rows = containers.map(({ attempt, createdAtUs, id, image, name, sandbox, state }) => [
    ...[shorten(id), shorten(imageId(image)), formatAge(nowUs - createdAtUs), capitalize(state)],
    ...[name, attempt, shorten(sandbox.id), sandbox.name, sandbox.namespace],
  ]);
  return table([[...head, 'NAMESPACE'], ...rows]);
}

export function formatPods(sandboxes: readonly Sandbox[], nowUs: number): string {
  const head = ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'];
  const rows = sandboxes.map(({ attempt, createdAtUs, id, name, namespace, pause }) => [
    ...[shorten(id), formatAge(nowUs - createdAtUs)],
    ...[pause.state === 'exited' ? 'NotReady' : 'Ready', name, namespace, attempt, '(default)'],
  ]);
  return table([head, ...rows]);
}

/** Differs: the lab's images have no size */
export function formatImages(images: readonly string[]): string {
  const rows = images.map((image) => {
    const at = image.lastIndexOf(':');
    return [image.slice(0, at), image.slice(at + 1), shorten(imageId(image)), '0B'];
  });
  return table([['IMAGE', 'TAG', 'IMAGE ID', 'SIZE'], ...rows]);
}

/** An id that an image always has. Shape: 16 hexadecimal digits */
export function imageId(image: string): string {
  const part = (salt: number): string => hash32(image, salt).toString(16).padStart(8, '0');
  return part(1) + part(2);
}

function shorten(id: string): string {
  return id.slice(0, ID_LENGTH);
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * Shape:   `12 seconds ago`, `About a minute ago`, `3 days ago`
 * Source:  docker/go-units duration.go `HumanDuration`
 */
function formatAge(us: number): string {
  const count = (unit: number): number => Math.floor(us / unit);
  const age = (): string => {
    if (us < SECOND) return 'Less than a second';
    if (us < 2 * SECOND) return '1 second';
    if (us < MINUTE) return `${count(SECOND)} seconds`;
    if (us < 2 * MINUTE) return 'About a minute';
    if (us < HOUR) return `${count(MINUTE)} minutes`;
    if (us < 1.5 * HOUR) return 'About an hour';
    if (us < 48 * HOUR) return `${Math.round(us / HOUR)} hours`;
    return `${count(24 * HOUR)} days`;
  };
  return `${age()} ago`;
}
