/** What the picture tells apart on the wire. */
export type MessageKind = 'heartbeat' | 'append' | 'vote' | 'client' | 'ssh' | 'other';

/** In the order of the legend, with their names there. */
export const messageKinds: readonly (readonly [MessageKind, string])[] = [
  ['heartbeat', 'heartbeat'],
  ['append', 'log entries'],
  ['vote', 'vote'],
  ['client', 'request'],
  ['ssh', 'ssh'],
  ['other', 'other'],
];

/** A request on its way, its answer, and the handshake before them. */
const requestProtocols = new Set(['grpc', 'http', 'tls']);

/** Shape: `raft/MsgHeartbeatResp` → `heartbeat`. */
export function kindOf(kind: string): MessageKind {
  const [protocol = '', what = ''] = kind.split('/');
  if (requestProtocols.has(protocol)) return 'client';
  if (protocol === 'ssh') return 'ssh';
  // What a keepalived says to the other one is that it lives.
  if (protocol === 'vrrp') return 'heartbeat';
  if (protocol !== 'raft') return 'other';
  if (what.includes('Heartbeat')) return 'heartbeat';
  if (what.includes('Vote')) return 'vote';
  return /App|Prop|Snap/.test(what) ? 'append' : 'other';
}

/** The outline of each kind around (0, 0): told apart without its colour too. */
export const messageOutlines: Readonly<Record<MessageKind, string>> = {
  heartbeat: 'M-3,0a3,3 0 1,0 6,0a3,3 0 1,0 -6,0z',
  append: 'M-4.5,-4.5h9v9h-9z',
  vote: 'M0,-6L5.5,4.5H-5.5z',
  client: 'M0,-6.5L6.5,0L0,6.5L-6.5,0z',
  ssh: 'M-6,-2.5h12v5h-12z',
  other: 'M-4,-1.2h2.8v-2.8h2.4v2.8h2.8v2.4h-2.8v2.8h-2.4v-2.8h-2.8z',
};
