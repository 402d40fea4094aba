/*
 * How programs of the lab talk to one another over the network.
 *
 * Components meet here and nowhere else: each speaks a protocol, and none imports another. HTTP
 * with many streams on one connection is the floor (http.ts); gRPC stands on it (grpc.ts), and on
 * that the etcd client (etcd/), which etcdctl and the API server use. zap.ts has the log lines
 * that etcd and its client share, utf8.ts the bytes of a text.
 *
 * What each leaves out stands in its own essay, and so does where its truth was read.
 */
export { EtcdClient } from './etcd/index.ts';
export { dialHttp, requestHttp, respond, serveHttp } from './http.ts';
