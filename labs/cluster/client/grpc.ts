/**
 * gRPC: calls of named methods over HTTP/2 streams.
 *
 * etcd speaks nothing else with its clients. A call is a stream: a head that names the method, the
 * request, the reply, and trailers with a status. A unary call has one request and one reply; a
 * watch has many of both. What a caller sees when something fails is a status code and a sentence,
 * and the sentences of grpc-go are what operators know from their logs, so they are kept word for
 * word.
 *
 * `grpc-status.ts` has codes and errors, `grpc-channel.ts` the client's side: several addresses,
 * the connections to them, the picking of one for each call, `grpc-call.ts` one call of a
 * client's, and `grpc-server.ts` the side that answers.
 *
 * What it leaves out: encodings (a message is an immutable value), compression, client streams.
 *
 * Source:  grpc-go v1.79, which etcd 3.5.30 is built with
 */
export { ClientStream } from './grpc-call.ts';
export { Channel, type ChannelOptions, type Picked } from './grpc-channel.ts';
export {
  isGrpc,
  serveGrpc,
  ServerCall,
  type GrpcService,
  type StreamHandler,
  type UnaryHandler,
} from './grpc-server.ts';
export { RpcError, type Code } from './grpc-status.ts';
