/*
 * Runs the `!` lines of a Raft transcript against a group of members on a network that delivers
 * nothing by itself. Member nK draws the election timeout 10 + 3 × (K - 1) ticks (n5 begins
 * again at 12), so a transcript can count on who campaigns first.
 *
 *     nodes 3                  n1 to n3, with empty disks
 *     node n1 term=3 log=1,1,2 commit=1    one member, with what its disk holds; then: start
 *     one-by-one · bug commit-old-term     before the start: one entry a message; a broken rule
 *     elect n1                 campaigns and delivers all, without printing: see election.txt
 *     quietly deliver n1       any line, without its output
 *     tick [n1] [10]           ticks, of one member or of all in turn
 *     run 10                   that many times: tick all, deliver all
 *     campaign n1 · propose n1 x=1 · read n1 · transfer n1 n2 · compact n1 5
 *     deliver [from] [to]      all until none is left; or what is queued from one to another
 *     drop [from] [to]         loses what is queued; `*` stands for anyone
 *     copy n1 n2 · replay      keeps a copy of what is queued; sends the copies again
 *     cut n3 · heal n3         from now on loses everything from and to n3
 *     stop n2 · restart n2     a crash: only what is on the disk remains
 *     slow n1 · fsync n1 · fast n1         n1's disk finishes a write only when told to; as before
 *     status · progress n1 · journal n1    the last: what etcd would have logged since last asked
 *
 * An entry that a disk is given holds a letter for its term and its index: `b3` is 3@2.
 * What a member does is printed when it does it: ⇨ a role, `append` to its disk, `apply`, → sent,
 * ⇥ lost. Heartbeats that carry no read are left out.
 */

import { Raft, withPeers } from '../../labs/cluster/etcd/raft/index.ts';
import type {
  Bug,
  Entry,
  HardState,
  Message,
  Ready,
  Snapshot,
} from '../../labs/cluster/etcd/raft/index.ts';
import { formatEntries, formatMessage, formatStatus, isRoutine } from './raft/notation.ts';

/** A message queue or a `run` that does not come to rest is a bug. */
const DELIVERIES_MAX = 10_000;

interface Disk {
  hardState: HardState;
  snapshot: Snapshot | undefined;
  entries: Entry[];
  applied: number;
}

interface Member {
  readonly id: string;
  readonly disk: Disk;
  raft: Raft | undefined;
  isCut: boolean;
  isSlow: boolean;
  writing: Ready | undefined;
  journal: string[];
}

type Verb = (words: readonly string[]) => void;

/** The members of one transcript, their network, and what is to be printed. */
export class RaftDriver {
  readonly #members = new Map<string, Member>();
  readonly #bugs = new Set<Bug>();
  #messageBytesMax = 1024;
  #queue: Message[] = [];
  #copies: Message[] = [];
  #reads = 0;
  #output: string[] = [];

  readonly #verbs: Record<string, Verb> = {
    nodes: ([count]) => this.#addNodes(Number(count)),
    node: ([name, ...settings]) => this.#addNode(name!, settings),
    'one-by-one': () => void (this.#messageBytesMax = 1),
    elect: ([name]) => this.#elect(name!),
    bug: ([bug]) => this.#bugs.add(bug as Bug),
    tick: (words) => this.#tick(words),
    run: ([count]) => this.#tickAndDeliver(Number(count)),
    campaign: ([name]) => this.#act(name!, (raft) => raft.campaign()),
    propose: ([name, data]) => this.#propose(name!, data!),
    read: ([name]) => this.#act(name!, (raft) => raft.readIndex(`r${(this.#reads += 1)}`)),
    transfer: ([name, to]) => this.#act(name!, (raft) => raft.transferLeader(idOf(to!))),
    compact: ([name, index]) => this.#compact(name!, Number(index)),
    deliver: ([from, to]) => (from === undefined ? this.#deliverAll() : this.#deliver(from, to)),
    drop: ([from, to]) => this.#drop(from, to),
    copy: ([from, to]) => void (this.#copies = this.#selectQueued(from!, to!)),
    replay: () => void this.#queue.push(...this.#copies),
    cut: ([name]) => void (this.#member(name!).isCut = true),
    heal: ([name]) => void (this.#member(name!).isCut = false),
    stop: ([name]) => this.#stop(name!),
    start: () => this.#startAll(),
    restart: ([name]) => this.#start(this.#member(name!)),
    slow: ([name]) => void (this.#member(name!).isSlow = true),
    fast: ([name]) => void (this.#member(name!).isSlow = false),
    fsync: ([name]) => this.#fsync(name!),
    status: () => this.#status(),
    progress: ([name]) => this.#progress(name!),
    journal: ([name]) => this.#journal(name!),
  };

  /** Runs one `!` line and returns what it printed. */
  run(line: string): readonly string[] {
    this.#output = [];
    const [verb, ...words] = line.slice(1).trim().split(/\s+/);
    if (verb === 'quietly') {
      this.#run(words[0]!, words.slice(1));
      return [];
    }
    this.#run(verb!, words);
    return this.#output;
  }

  #run(verb: string, words: readonly string[]): void {
    const action = this.#verbs[verb];
    if (action === undefined) throw new Error(`unknown verb: ${verb}`);
    action(words);
  }

  #addNodes(count: number): void {
    for (let place = 1; place <= count; place += 1) this.#addNode(`n${place}`, []);
    this.#startAll();
  }

  #addNode(name: string, settings: readonly string[]): void {
    const given = new Map(settings.map((word) => word.split('=') as [string, string]));
    const terms = given.get('log')?.split(',').map(Number) ?? [];
    const entries = terms.map((term, place): Entry => {
      return { term, index: place + 1, kind: 'EntryNormal', data: formatGiven(term, place + 1) };
    });
    const commit = Number(given.get('commit') ?? 0);
    const hardState = { term: Number(given.get('term') ?? terms.at(-1) ?? 0), vote: '', commit };
    const disk = { hardState, snapshot: undefined, entries, applied: commit };
    const id = idOf(name);
    const isUnharmed = { isCut: false, isSlow: false, writing: undefined };
    this.#members.set(id, { id, disk, raft: undefined, journal: [], ...isUnharmed });
  }

  #startAll(): void {
    for (const member of this.#members.values()) this.#start(member);
  }

  #start(member: Member): void {
    const { id, disk } = member;
    const { hardState, snapshot, entries, applied } = disk;
    member.raft = new Raft({
      id,
      configuration: snapshot?.configuration ?? withPeers([...this.#members.keys()]),
      persisted: { hardState, entries, ...(snapshot && { snapshot }) },
      applied,
      random: { int: (lo, hiExclusive) => lo + ((3 * (Number(id) - 1)) % (hiExclusive - lo)) },
      log: (level, text) => this.#log(member, level, text),
      messageBytesMax: this.#messageBytesMax,
      bugs: this.#bugs,
    });
  }

  #stop(name: string): void {
    const member = this.#member(name);
    member.raft = undefined;
    member.writing = undefined;
  }

  /** Keeps what etcd would log, and prints transitions; a follower's is printed with its Ready. */
  #log(member: Member, level: string, text: string): void {
    member.journal.push(`${level.padEnd(5)} ${text}`);
    const became = / became (leader|candidate|pre-candidate) at term (\d+)$/.exec(text);
    if (became !== null) this.#print(`n${member.id}@${became[2]} ⇨ ${became[1]}`);
  }

  #act(name: string, action: (raft: Raft) => void): void {
    const member = this.#member(name);
    if (member.raft === undefined) throw new Error(`${name} is stopped`);
    action(member.raft);
    this.#handleReady(member);
  }

  #elect(name: string): void {
    this.#act(name, (raft) => raft.campaign());
    this.#deliverAll();
    this.#output = [];
    for (const member of this.#members.values()) member.journal = [];
  }

  #propose(name: string, data: string): void {
    this.#act(name, (raft) => {
      const proposal = raft.propose(data);
      if (proposal.outcome === 'dropped') this.#print(`${name} refuses: ${proposal.reason}`);
    });
  }

  #tick(words: readonly string[]): void {
    const name = words.find((word) => word.startsWith('n'));
    const count = Number(words.find((word) => !word.startsWith('n')) ?? 1);
    const members = name === undefined ? [...this.#members.values()] : [this.#member(name)];
    for (let turn = 0; turn < count; turn += 1) {
      for (const member of members) {
        member.raft?.tick();
        this.#handleReady(member);
      }
    }
  }

  #tickAndDeliver(count: number): void {
    for (let turn = 0; turn < count; turn += 1) {
      this.#tick([]);
      this.#deliverAll();
    }
  }

  #deliverAll(): void {
    for (let count = 0; this.#queue.length > 0; count += 1) {
      if (count > DELIVERIES_MAX) throw new Error('messages without end');
      this.#receive(this.#queue.shift()!);
    }
  }

  #deliver(from: string, to: string | undefined): void {
    for (const message of this.#takeQueued(from, to)) this.#receive(message);
  }

  #drop(from = '*', to = '*'): void {
    for (const message of this.#takeQueued(from, to)) this.#lose(message);
  }

  #takeQueued(from: string, to = '*'): Message[] {
    const taken = this.#selectQueued(from, to);
    this.#queue = this.#queue.filter((message) => !taken.includes(message));
    return taken;
  }

  #selectQueued(from: string, to: string): Message[] {
    return this.#queue.filter(
      (message) =>
        (from === '*' || message.from === idOf(from)) && (to === '*' || message.to === idOf(to)),
    );
  }

  #receive(message: Message): void {
    const member = this.#members.get(message.to)!;
    if (member.raft === undefined || this.#isCut(message)) {
      this.#lose(message);
      return;
    }
    member.raft.step(message);
    this.#handleReady(member);
  }

  #lose(message: Message): void {
    if (!isRoutine(message)) this.#printMessage('⇥', message);
  }

  #isCut(message: Message): boolean {
    return [message.from, message.to].some((id) => this.#members.get(id)!.isCut);
  }

  /** The caller's side of the contract in ready.ts. */
  #handleReady(member: Member): void {
    for (let ready = member.raft?.ready(); ready !== undefined; ready = member.raft?.ready()) {
      this.#printFollower(member, ready);
      if (!ready.persistFirst) this.#send(ready);
      member.writing = ready;
      if (member.isSlow && ready.mustSync) return;
      this.#finish(member, ready);
    }
  }

  #fsync(name: string): void {
    const member = this.#member(name);
    if (member.writing !== undefined) this.#finish(member, member.writing);
    this.#handleReady(member);
  }

  #finish(member: Member, ready: Ready): void {
    member.writing = undefined;
    this.#persist(member, ready);
    if (ready.persistFirst) this.#send(ready);
    if (ready.committedEntries.length > 0) {
      this.#print(`${this.#nameOf(member)} apply ${formatEntries(ready.committedEntries)}`);
      member.disk.applied = ready.committedEntries.at(-1)!.index;
    }
    for (const { context, index } of ready.readStates) {
      this.#print(`${this.#nameOf(member)} may answer ${context} once it has applied ${index}`);
    }
    member.raft!.advance(ready);
  }

  #persist(member: Member, ready: Ready): void {
    const { disk } = member;
    const { snapshot, entries, hardState } = ready;
    if (snapshot !== undefined) {
      this.#print(`${this.#nameOf(member)} install snapshot ${snapshot.index}@${snapshot.term}`);
      Object.assign(disk, { snapshot, entries: [], applied: snapshot.index });
    }
    if (entries.length > 0) {
      this.#print(`${this.#nameOf(member)} append ${formatEntries(entries)}`);
      disk.entries = disk.entries.filter(({ index }) => index < entries[0]!.index);
      disk.entries.push(...entries);
    }
    if (hardState !== undefined) disk.hardState = hardState;
  }

  #send(ready: Ready): void {
    for (const message of ready.messages) {
      if (this.#isCut(message)) {
        this.#lose(message);
        continue;
      }
      if (!isRoutine(message)) this.#printMessage('→', message);
      this.#queue.push(message);
    }
  }

  #compact(name: string, index: number): void {
    const { raft, disk } = this.#member(name);
    const { configuration } = raft!.status();
    const term = disk.entries.find((entry) => entry.index === index)!.term;
    raft!.compact(index);
    disk.snapshot = { index, term, configuration };
    disk.entries = disk.entries.filter((entry) => entry.index > index);
  }

  #status(): void {
    for (const { id, raft, disk } of this.#members.values()) {
      if (raft === undefined) this.#print(`n${id} stopped`);
      else this.#print(formatStatus(raft.status(), disk.entries));
    }
  }

  #progress(name: string): void {
    for (const [id, progress] of this.#member(name).raft!.status().progress) {
      if (id !== idOf(name)) this.#print(`n${id} ${progress}`);
    }
  }

  #journal(name: string): void {
    const member = this.#member(name);
    for (const line of member.journal) this.#print(line);
    member.journal = [];
  }

  #printFollower(member: Member, { softState }: Ready): void {
    if (softState?.role !== 'follower') return;
    const lead = softState.lead === '' ? '' : ` of n${softState.lead}`;
    this.#print(`${this.#nameOf(member)} ⇨ follower${lead}`);
  }

  /** The sender's term is printed, which a pre-vote's own term is not. */
  #printMessage(arrow: '→' | '⇥', message: Message): void {
    const sender = this.#members.get(message.from)!;
    this.#print(`${this.#nameOf(sender)} ${arrow} n${message.to} ${formatMessage(message)}`);
  }

  #nameOf(member: Member): string {
    return `n${member.id}@${member.raft?.status().term ?? member.disk.hardState.term}`;
  }

  #member(name: string): Member {
    const member = this.#members.get(idOf(name));
    if (member === undefined) throw new Error(`no member ${name}`);
    return member;
  }

  #print(line: string): void {
    this.#output.push(line);
  }
}

/** Log Matching holds for disks that are given, too: same index and term, same data. */
function formatGiven(term: number, index: number): string {
  return `${String.fromCharCode(96 + term)}${index}`;
}

function idOf(name: string): string {
  return name.slice(1);
}
