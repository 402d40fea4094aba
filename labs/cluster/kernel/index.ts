export { Channel } from './channel.ts';
export { Condition } from './condition.ts';
export { Connection, type ConnectionEnd, type Message } from './connection.ts';
export { Disk, HEALTHY_SYNC_US, type DiskError } from './disk.ts';
export { Host, type SpawnOptions } from './host.ts';
export { Kernel, type Panic } from './kernel.ts';
export { LAN, LOOPBACK, type Link, type Netem } from './link.ts';
export { Listener } from './listener.ts';
export { Network, type DialError } from './network.ts';
export { makePipe } from './pipe.ts';
export {
  PacketFilter,
  type AddressRange,
  type Chain,
  type FilterRule,
  type Verdict,
} from './packet-filter.ts';
export { Process } from './process.ts';
export type { Environment, Program } from './program.ts';
export { hash32, Random } from './random.ts';
export { RawSocket, type Packet } from './raw-socket.ts';
export { exitStatus, parseSignal, signalNumbers, type Exit, type Signal } from './signal.ts';
export { NullStream, Stream, type StreamError, type Terminal, type WindowSize } from './stream.ts';
export type { Thread } from './thread.ts';
export * from './time.ts';
export { Trace, TRACE_CAPACITY, type TraceEvent } from './trace.ts';
export {
  after,
  never,
  select,
  sleep,
  wait,
  type Disarm,
  type Selected,
  type Task,
  type Timers,
  type Wait,
} from './wait.ts';
