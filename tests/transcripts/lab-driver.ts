/*
 * Drives a lab for a transcript, as a reader would: by its terminals, by faults, by waiting.
 *
 *     ! open quorum [seed]        opens the lesson and boots its machines
 *     ! on etcd-1                 the terminal that the next commands are typed into
 *     $ etcdctl put a b           types a line, waits for the prompt, prints what came between;
 *                                 `… 5.0 s` closes it where that took a tenth of a second or more
 *     ! type etcdctl put a b      types a line and does not wait
 *     ! keys ^C                   presses a key: ^C, ^D
 *     ! wait 10s                  lets time pass, and prints what the terminal printed meanwhile
 *     ! power-off etcd-1          any fault: stop|start|restart|kill|freeze|thaw MACHINE UNIT,
 *                                 power-off|power-on|reboot|fill-disk|repair-disk MACHINE,
 *                                 remove-member MACHINE, slow-disk MACHINE MILLISECONDS,
 *                                 zone-off|zone-on ZONE, cut|mend FROM TO [one-way],
 *                                 slow FROM TO MILLISECONDS, lossy FROM TO PERCENT
 *     ! cluster                   prints one line for each machine of the control plane
 */
import { findLesson } from '../../labs/lessons/index.ts';
import type { Fault } from '../../labs/host/protocol.ts';
import { toolbox as kubernetesToolbox } from '../../labs/shell/kubernetes-programs.ts';
import { toolbox as etcdToolbox } from '../../labs/shell/programs.ts';
import { outfit as etcdOutfit } from '../../labs/topology/outfits/etcd-outfit.ts';
import { outfit as kubernetesOutfit } from '../../labs/topology/outfits/kubernetes-outfit.ts';
import { outfit as vipOutfit } from '../../labs/topology/outfits/kubernetes-vip-outfit.ts';
import { Session } from '../../labs/host/session.ts';
import { clusterLines } from './cluster-lines.ts';

const MILLISECOND = 1_000;
const SECOND = 1_000 * MILLISECOND;
/** No command of a transcript may take longer. */
const PATIENCE_US = 300 * SECOND;

const parts = {
  etcd: { outfit: etcdOutfit, toolbox: etcdToolbox },
  kubernetes: { outfit: kubernetesOutfit, toolbox: kubernetesToolbox },
  'kubernetes-vip': { outfit: vipOutfit, toolbox: kubernetesToolbox },
};

export class LabDriver {
  #session: Session | undefined;
  #terminal = 'workstation';

  run(line: string): string[] {
    if (line.startsWith('$ ')) return this.#command(line.slice(2));
    const [verb = '', ...words] = line.slice(1).trim().split(/\s+/);
    const rest = line.slice(1).trim().slice(verb.length).trim();
    switch (verb) {
      case 'open':
        return this.#open(words);
      case 'on':
        this.#terminal = rest;
        this.#output();
        return [];
      case 'type':
        this.#type(`${rest}\r`);
        return [];
      case 'keys':
        this.#type(rest === '^C' ? '\u0003' : '\u0004');
        return this.#output();
      case 'wait':
        return this.#wait(rest);
      case 'cluster':
        return clusterLines(this.#opened.takeSnapshot());
      default:
        this.#opened.input({ type: 'fault', fault: parseFault(verb, words) });
        return [];
    }
  }

  get #opened(): Session {
    if (this.#session === undefined) throw new Error('a transcript begins with `! open LESSON`');
    return this.#session;
  }

  #open([id = '', seed]: readonly string[]): string[] {
    const lesson = findLesson(id);
    if (lesson === undefined) throw new Error(`there is no lesson named '${id}'`);
    const { outfit, toolbox } = parts[lesson.topology.outfit];
    this.#session = new Session({ lesson, outfit, ...(seed !== undefined && { seed }) });
    this.#session.boot();
    this.#session.addToolbox(toolbox);
    this.#output();
    return [];
  }

  #command(line: string): string[] {
    const session = this.#opened;
    this.#output();
    const ended = session.endedCommands(this.#terminal);
    const startUs = session.nowUs;
    this.#type(`${line}\r`);
    let stepUs = MILLISECOND;
    while (session.endedCommands(this.#terminal) === ended) {
      if (session.nowUs - startUs > PATIENCE_US) throw new Error(`'${line}' did not end`);
      session.advance(session.nowUs + stepUs, Number.MAX_SAFE_INTEGER);
      stepUs = 10 * MILLISECOND;
    }
    const tookUs = (session.commands.at(-1)?.atUs ?? startUs) - startUs;
    session.advance(session.nowUs, Number.MAX_SAFE_INTEGER);
    const output = this.#output().slice(1, -1);
    if (tookUs >= SECOND / 10) output.push(`… ${(tookUs / SECOND).toFixed(1)} s`);
    return output;
  }

  #type(text: string): void {
    this.#opened.input({ type: 'type', terminal: this.#terminal, text });
  }

  #wait(time: string): string[] {
    const match = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(time);
    if (!match) throw new Error(`'${time}' is no time: write 500ms or 10s`);
    const forUs = Math.round(Number(match[1]) * (match[2] === 's' ? SECOND : MILLISECOND));
    const session = this.#opened;
    session.advance(session.nowUs + forUs, Number.MAX_SAFE_INTEGER);
    return this.#output().filter((line) => line !== '');
  }

  /** What the terminal printed since the last look, without colours, one string a line. */
  #output(): string[] {
    const text = this.#opened.takeOutput(this.#terminal);
    return stripControls(text).split('\n');
  }
}

/** Takes escape sequences and carriage returns out of what a terminal printed. */
function stripControls(text: string): string {
  // eslint-disable-next-line no-control-regex -- escape sequences are what is to be removed
  return text.replace(/\u001b(\[[0-9;?]*[A-Za-z]|\][^\u0007]*\u0007|[=>])/g, '').replace(/\r/g, '');
}

function parseFault(verb: string, [machine = '', second = '', third]: readonly string[]): Fault {
  const unit = second || 'etcd';
  switch (verb) {
    case 'stop':
    case 'start':
    case 'restart':
      return { kind: verb, machine, unit };
    case 'kill':
      return { kind: 'kill', machine, unit, signal: 'SIGKILL' };
    case 'freeze':
      return { kind: 'kill', machine, unit, signal: 'SIGSTOP' };
    case 'thaw':
      return { kind: 'kill', machine, unit, signal: 'SIGCONT' };
    case 'power-off':
    case 'power-on':
    case 'reboot':
    case 'fill-disk':
    case 'repair-disk':
    case 'remove-member':
      return { kind: verb, machine };
    case 'slow-disk':
      return { kind: verb, machine, syncMs: Number(second) };
    case 'slow':
      return { kind: verb, from: machine, to: second, delayMs: Number(third) };
    case 'lossy':
      return { kind: verb, from: machine, to: second, percent: Number(third) };
    case 'zone-off':
    case 'zone-on':
      return { kind: verb, zone: machine };
    case 'cut':
    case 'mend':
      return { kind: verb, from: machine, to: second, isOneWay: third === 'one-way' };
    default:
      throw new Error(`'! ${verb}' is not known`);
  }
}
