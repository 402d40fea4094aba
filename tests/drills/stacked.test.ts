/* What a stacked cluster does when a member, or a machine, is gone: rows of the drill matrix. */
import { testRow } from './check-row.ts';

/** A write that was under way in the member that was killed. */
const underWay = '500 rpc error: code = Unavailable desc = error reading from server: EOF';
const leaderLost = [
  '500 etcdserver: request timed out',
  '500 etcdserver: request timed out, possibly due to previous leader failure',
];

testRow('stacked: etcd follower', {
  fails: { must: ['timeout'], may: [underWay] },
  slowestFailureS: 15,
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

testRow('stacked: etcd leader', {
  fails: { must: ['timeout'], may: [underWay, ...leaderLost] },
  slowestFailureS: 15,
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

testRow('stacked: a whole node', {
  fails: { must: ['EOF'], may: [] },
  slowestFailureS: 3,
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

testRow('stacked: etcd quorum lost', {
  fails: { must: ['timeout', 'EOF'], may: [underWay, ...leaderLost] },
  slowestFailureS: 15,
  worksAfterwards: false,
  servesAgainWithinS: 6,
});
