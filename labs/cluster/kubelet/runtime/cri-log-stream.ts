import { formatRfc3339, Stream, type StreamError, type Task } from '../../kernel/index.ts';
import { parentPath, type Machine } from '../../machine/index.ts';

/** The kubelet's `containerLogMaxSize`. Units: characters. */
const LOG_MAX = 10 * 1_024 * 1_024;

/**
 * Where a container's outputs lead: a file of lines with their time.
 *
 * Shape:   `2026-11-02T08:00:01.034567000Z stderr F ready to serve client requests`
 * Differs: at its limit a file is moved to `<name>.1` in the place of the one before
 */
export class CriLogStream extends Stream {
  readonly #machine: Machine;
  readonly #path: string;
  readonly #name: 'stdout' | 'stderr';
  #partial = '';

  constructor(machine: Machine, path: string, name: 'stdout' | 'stderr') {
    super();
    this.#machine = machine;
    this.#path = path;
    this.#name = name;
    machine.files.makeDirectory(parentPath(path), true);
    if (!machine.files.isFile(path)) machine.files.write(path, '', 0o640);
  }

  override *write(text: string): Task<StreamError | undefined> {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop()!;
    if (lines.length > 0) this.#append(lines, 'F');
    return undefined;
  }

  protected override closed(): void {
    if (this.#partial !== '') this.#append([this.#partial], 'P');
  }

  #append(lines: readonly string[], tag: 'F' | 'P'): void {
    const { files, kernel } = this.#machine;
    const time = formatRfc3339(kernel.nowUs, 6).replace('Z', '000Z');
    const text = lines.map((line) => `${time} ${this.#name} ${tag} ${line}\n`).join('');
    if ((files.stat(this.#path)?.size ?? 0) > LOG_MAX) {
      files.rename(this.#path, `${this.#path}.1`);
    }
    files.append(this.#path, text);
  }
}
