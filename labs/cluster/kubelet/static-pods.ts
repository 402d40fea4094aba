import { load } from 'js-yaml';
import { podKind, type Pod } from '../api/index.ts';
import { after, formatRfc3339, Random, select, type Task } from '../kernel/index.ts';
import type { Klog } from '../client/klog.ts';
import type { Machine } from '../machine/index.ts';
import type { Settings } from './settings.ts';

const SOURCE = 'kubernetes.io/config.source';
export const HASH = 'kubernetes.io/config.hash';
export const MIRROR = 'kubernetes.io/config.mirror';

/**
 * The folder of manifests: each file in it is a pod that this machine runs whatever the API says.
 *
 * A change of a file is seen at once; the whole folder is read again every 20 s besides. A file
 * that cannot be read any more loses its pod at the next whole reading, not before.
 *
 * Source: pkg/kubelet/config/file.go, file_linux.go, common.go
 */
export class StaticPods {
  readonly #machine: Machine;
  readonly #settings: Settings;
  readonly #log: Klog;
  readonly #onChange: (pods: readonly Pod[]) => void;
  readonly #pods = new Map<string, { readonly text: string; readonly pod: Pod }>();

  constructor(
    machine: Machine,
    settings: Settings,
    log: Klog,
    onChange: (pods: readonly Pod[]) => void,
  ) {
    this.#machine = machine;
    this.#settings = settings;
    this.#log = log;
    this.#onChange = onChange;
  }

  /** Watches the folder for ever. */
  *watch(folder: string): Task<void> {
    const { files } = this.#machine;
    this.#log.info('file.go:69', 'Watching path', { path: folder });
    let nextListUs = this.#machine.kernel.nowUs;
    for (;;) {
      const isWhole = this.#machine.kernel.nowUs >= nextListUs;
      if (isWhole) nextListUs = this.#machine.kernel.nowUs + this.#settings.fileCheckUs;
      this.#read(folder, isWhole);
      yield* select({
        changed: files.watch(folder),
        due: after(nextListUs - this.#machine.kernel.nowUs),
      });
    }
  }

  #read(folder: string, isWhole: boolean): void {
    const { files } = this.#machine;
    const paths = (files.list(folder) ?? [])
      .filter((name) => !name.startsWith('.'))
      .map((name) => `${folder}/${name}`)
      .filter((path) => files.isFile(path));
    for (const path of this.#pods.keys()) if (!paths.includes(path)) this.#pods.delete(path);
    for (const path of paths) {
      const text = files.read(path) ?? '';
      if (this.#pods.get(path)?.text === text) continue;
      const pod = this.#decode(path, text);
      if (typeof pod !== 'string') this.#pods.set(path, { text, pod });
      else this.#complain(path, pod, isWhole);
    }
    this.#onChange([...this.#pods.values()].map(({ pod }) => pod));
  }

  #complain(path: string, why: string, isWhole: boolean): void {
    const fault = `${path}: couldn't parse as pod(${why}), please check config file`;
    if (isWhole) {
      this.#pods.delete(path);
      this.#log.error('file.go:182', 'Could not process manifest file', fault, { path });
    } else {
      const err = `can't process config file "${path}": ${fault}`;
      this.#log.error('file_linux.go:61', 'Unable to read config path', err, { path });
    }
  }

  /** Makes a pod of a file's text. Errors: why it is none. */
  #decode(path: string, text: string): Pod | string {
    let value: unknown;
    try {
      value = load(text);
    } catch (error) {
      return `yaml: ${(error as Error).message.split('\n')[0]!}`;
    }
    const pod = value as Pod | null | undefined;
    if (typeof pod !== 'object' || pod === null || !pod.kind) {
      return `Object 'Kind' is missing in '${JSON.stringify(value ?? null)}'`;
    }
    if (pod.kind !== 'Pod' || pod.apiVersion !== 'v1') {
      return `no kind "${pod.kind}" is registered for version "${pod.apiVersion}"`;
    }
    const name = pod.metadata?.name ?? '';
    pod.metadata = { ...pod.metadata, namespace: pod.metadata?.namespace ?? 'default' };
    podKind.setDefaults(pod);
    const errors = podKind.validate(pod);
    if (errors.length > 0) {
      return `invalid pod: ${errors.map(({ field, text: why }) => `${field}: ${why}`).join(', ')}`;
    }
    return this.#adopt(pod, name, path, text);
  }

  /** Names the pod after the node, and gives it an id that changes with its text. */
  #adopt(pod: Pod, name: string, path: string, text: string): Pod {
    const { nodeName } = this.#settings;
    const uid = new Random(`${nodeName}/${path}/${text}`).hex(32);
    pod.metadata = {
      ...pod.metadata,
      name: `${name}-${nodeName}`,
      uid,
      annotations: {
        ...pod.metadata.annotations,
        [HASH]: uid,
        'kubernetes.io/config.seen': formatRfc3339(this.#machine.kernel.nowUs, 6).replace(
          'Z',
          '000Z',
        ),
        [SOURCE]: 'file',
      },
    };
    pod.spec.nodeName = nodeName;
    pod.spec.tolerations = [
      ...(pod.spec.tolerations ?? []),
      { operator: 'Exists', effect: 'NoExecute' },
    ];
    return pod;
  }
}

/** True for a pod that came from a file of this machine. */
export function isStatic({ metadata: { annotations } }: Pod): boolean {
  return annotations?.[SOURCE] === 'file';
}

/** True for the API's copy of a static pod, of this machine or of another. */
export function isMirror({ metadata: { annotations } }: Pod): boolean {
  return annotations?.[MIRROR] !== undefined;
}
