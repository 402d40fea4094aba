/* What a cluster does whose API servers ask all members of etcd: rows of the drill matrix. */
import { testRow } from './check-row.ts';

/** A write that was under way in the member that was killed. */
const underWay = '500 rpc error: code = Unavailable desc = error reading from server: EOF';
const leaderLost = [
  underWay,
  '500 etcdserver: request timed out',
  '500 etcdserver: request timed out, possibly due to previous leader failure',
];

// Nobody notices, but who asked that very member at that very moment.
testRow('external: etcd follower', {
  fails: { must: [], may: [underWay] },
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

testRow('external: etcd leader', {
  fails: { must: [], may: leaderLost },
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

testRow('external: an apiserver and a member', {
  fails: { must: ['EOF'], may: leaderLost },
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

testRow('external: etcd quorum lost', {
  fails: { must: ['timeout', 'EOF'], may: leaderLost },
  slowestFailureS: 15,
  worksAfterwards: false,
  servesAgainWithinS: 6,
});

testRow('external: 1 apiserver, redispatch', {
  fails: { must: [], may: ['refused', 'EOF'] },
  worksAfterwards: true,
  servesAgainWithinS: 0,
});
