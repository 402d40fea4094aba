const order = 'members are listed in the order of their ids, and a new id is luck';

/** Cases of etcdctl in which the lab differs from what was recorded, and why that is so. */
export const differing: Readonly<Record<string, string>> = {
  'etcd-076-member-add': order,
  'etcd-078-member-add-again-while-unstarted': order,
  'etcd-116-f2-get-live-ep-long': 'whose timer fires first at the end, client or server, is luck',
  'etcd-210-removed-log': 'who hears of a removal first, the others or the removed, is luck',
};
