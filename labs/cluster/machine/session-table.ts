import type { Process } from '../kernel/index.ts';
import type { Systemd } from './systemd.ts';

/**
 * Logins, each with its processes apart from the service that let it in: stopping sshd leaves a
 * login over ssh alive, as systemd-logind has it.
 */
export class SessionTable {
  readonly #systemd: Systemd;
  readonly #leaders = new Map<Process, number>();
  #lastId = 0;

  constructor(systemd: Systemd) {
    this.#systemd = systemd;
  }

  /** How many logins there are. */
  get count(): number {
    return this.#leaders.size;
  }

  /** The processes that logins began with. */
  get leaders(): readonly Process[] {
    return [...this.#leaders.keys()];
  }

  isLeader(process: Process): boolean {
    return this.#leaders.has(process);
  }

  /** Makes a process the first of a login of its own. */
  open(leader: Process): void {
    const id = ++this.#lastId;
    const unit = `session-${id}.scope`;
    this.#leaders.set(leader, id);
    this.#systemd.log(`Started ${unit} - Session ${id} of User root.`, unit);
    this.#systemd.whenExited(leader, () => {
      this.#leaders.delete(leader);
      this.#systemd.log(`${unit}: Deactivated successfully.`, unit);
    });
  }
}
