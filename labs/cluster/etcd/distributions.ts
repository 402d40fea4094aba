import type { Histogram } from './histogram.ts';
import type { EtcdServer } from './server.ts';

/** A histogram of `/metrics`; with labels there is one for each. */
export interface Distribution {
  readonly name: string;
  readonly help: string;
  readonly series: (server: EtcdServer) => readonly (readonly [labels: string, Histogram])[];
}

/** What tells a slow disk from a slow network, and what clients have of it. */
export const distributions: readonly Distribution[] = [
  {
    name: 'etcd_disk_backend_commit_duration_seconds',
    help: 'The latency distributions of commit called by backend.',
    series: ({ counters: { commits }, process }) => {
      commits.settle(process.nowUs);
      return [['', commits.durations]];
    },
  },
  {
    name: 'etcd_disk_wal_fsync_duration_seconds',
    help: 'The latency distributions of fsync called by WAL.',
    series: ({ slowness }) => [['', slowness.walSyncs]],
  },
  {
    name: 'etcd_network_peer_round_trip_time_seconds',
    help: 'Round-Trip-Time histogram between peers',
    series: ({ transport }) =>
      transport.roundTrips
        .filter(([, times]) => times.count > 0)
        .map(([id, times]) => [`To="${id}"`, times] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
  },
  {
    name: 'grpc_server_handling_seconds',
    help:
      'Histogram of response latency (seconds) of gRPC that had been application-level handled ' +
      'by the server.',
    series: ({ counters }) => counters.calls.series,
  },
];
