/** How a method's messages are called in the trace. */
interface TraceNames {
  readonly call: string;
  readonly reply: string;
}

/** The names are made once for each method: messages are many. */
const namesByMethod = new Map<string, TraceNames>();

/** `etcdserverpb.KV/Range` is traced as `grpc/KV.Range`. */
export function traceNames(method: string): TraceNames {
  let names = namesByMethod.get(method);
  if (names === undefined) {
    const call = `grpc/${method.slice(method.indexOf('.') + 1).replace('/', '.')}`;
    namesByMethod.set(method, (names = { call, reply: `${call} reply` }));
  }
  return names;
}
