const membership = 'waits for changes of membership';
const restore = 'waits for snapshots of the log';

/** Cases of etcdctl in which the lab differs from what was recorded, and why that is so. */
export const differing: Readonly<Record<string, string>> = {
  'etcd-068-snapshot-restore-utl': restore,
  'etcd-069-snapshot-restore-exists': restore,
  'etcd-070-snapshot-restore-badhash': restore,
  'etcd-076-member-add': membership,
  'etcd-078-member-add-again-while-unstarted': membership,
  'etcd-079-member-add-third-unstarted': membership,
  'etcd-080-member-remove-2nd': membership,
  'etcd-081-member-remove': membership,
  'etcd-082-member-remove-missing': membership,
  'etcd-109-f1-member-add-refused': membership,
  'etcd-116-f2-get-live-ep-long': 'whose timer fires first at the end, client or server, is luck',
  'etcd-200-learner-add': membership,
  'etcd-201-learner-list-unstarted': membership,
  'etcd-205-learner-read-linearizable': membership,
  'etcd-207-learner-put': membership,
  'etcd-209-remove': membership,
  'etcd-210-removed-log': membership,
};
