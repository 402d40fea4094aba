import {
  Host,
  Kernel,
  NullStream,
  type Process,
  type Stream,
  type Task,
} from '../../labs/cluster/kernel/index.ts';

/** Hosts without systemd, files or a shell: what the kernel alone gives. */
export function makeHosts(count: number, seed = 'test') {
  const kernel = new Kernel(seed);
  const hosts = Array.from({ length: count }, (_, at) => {
    const host = new Host(kernel, `h${at + 1}`, [`10.0.0.${at + 1}`]);
    host.powerOn();
    return host;
  });
  return { kernel, hosts: hosts as [Host, Host, ...Host[]] };
}

/** Runs a body as a process. */
export function spawn(
  host: Host,
  body: (process: Process) => Task<unknown>,
  streams: readonly Stream[] = [new NullStream(), new NullStream(), new NullStream()],
): Process {
  return host.spawn({
    program: function* (process) {
      yield* body(process);
      return 0;
    },
    argv: ['test'],
    streams,
  });
}
