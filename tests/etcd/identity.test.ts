import { expect, it } from 'vitest';
import { parseFlags } from '../../labs/cluster/etcd/flags.ts';
import { clusterIdOf, initialMembers } from '../../labs/cluster/etcd/membership.ts';
import { sha1IdOfText } from '../../labs/cluster/etcd/sha1.ts';

it('hashes as SHA-1 does', () => {
  expect(sha1IdOfText('abc')).toBe('a9993e364706816a');
  expect(sha1IdOfText('a'.repeat(64))).toBe('98ba824b5c1642');
});

it('gives the ids that the real cluster of the recordings had', () => {
  const peers = [0, 1, 2].map((at) => `etcd-${at}=http://127.0.0.1:${23_801 + at}`).join(',');
  const config = parseFlags(
    [
      ...['etcd', '--name=etcd-0', '--initial-cluster-token=lab', `--initial-cluster=${peers}`],
      '--initial-advertise-peer-urls=http://127.0.0.1:23801',
    ],
    {},
  );
  if ('code' in config) throw new Error(config.verify);
  const members = initialMembers(config);
  if (typeof members === 'string') throw new Error(members);
  expect(members.map(({ ID }) => ID)).toEqual([
    'fa1316e641555fec',
    'eacfe4e89c43aedd',
    'dbbf29db168de453',
  ]);
  expect(BigInt(`0x${clusterIdOf(members)}`)).toBe(883846085753845268n);
});
