/*
 * etcd, as the rest of the lab meets it: a program at a path, and what an onlooker may see of it.
 *
 * Nobody imports more than this. Clients reach a member on its port (cluster/client/etcd), an
 * administrator through systemd and its flags. The essay on how a member works stands in member.ts,
 * those on its parts in raft/ and mvcc/.
 *
 * What is left out stands there, too. Modelled on etcd v3.5.30.
 */
export { etcdPrograms, makeEtcd, type EtcdView } from './member.ts';
