/* What a cluster of either kind does without API servers, two machines, or its balancer. */
import { testRow } from './check-row.ts';

testRow('both: 1 apiserver', {
  fails: { must: ['EOF'], may: [] },
  slowestFailureS: 3,
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

testRow('both: all apiservers', {
  fails: { must: ['EOF'], may: [] },
  slowestFailureS: 3,
  worksAfterwards: false,
  servesAgainWithinS: 8,
});

testRow('both: 2 nodes', {
  fails: {
    must: ['EOF', 'timeout'],
    may: [
      '500 etcdserver: request timed out',
      '500 rpc error: code = Unavailable desc = error reading from server: EOF',
    ],
  },
  slowestFailureS: 15,
  worksAfterwards: false,
  servesAgainWithinS: 10,
});

testRow('both: 2 apiservers', {
  fails: { must: ['EOF'], may: [] },
  slowestFailureS: 3,
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

testRow('both: apiserver frozen', {
  fails: { must: ['timeout'], may: [] },
  slowestFailureS: 15,
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

testRow('both: apiserver SIGTERM', {
  fails: { must: ['EOF'], may: [] },
  slowestFailureS: 3,
  worksAfterwards: true,
  servesAgainWithinS: 0,
});

// What it was passing on at that moment ends in the middle.
testRow('both: balancer killed', {
  fails: { must: ['refused'], may: ['EOF'] },
  slowestFailureS: 0,
  worksAfterwards: false,
  servesAgainWithinS: 0,
});
