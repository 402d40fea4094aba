import { formatRfc3339 } from '../kernel/index.ts';

/** A field's value: text, a number, a truth, or lists of text. Raw JSON is wrapped in `{ raw }`. */
export type ZapValue = string | number | boolean | readonly string[] | { readonly raw: string };

export type ZapLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'panic';

/**
 * One line of zap's JSON log, as etcd sets it up: what etcd writes to its journal and etcdctl to
 * standard error.
 *
 * Shape:   `{"level":"info","ts":"…","logger":"raft","caller":"…","msg":"…",…}` and a line's end
 * Source:  etcd client/pkg/logutil/zap.go `DefaultZapLoggerConfig`
 */
export function formatZap(
  atUs: number,
  level: ZapLevel,
  caller: string,
  message: string,
  fields: Readonly<Record<string, ZapValue>> = {},
  logger?: string,
): string {
  let line = `{"level":"${level}","ts":"${formatRfc3339(atUs, 6)}"`;
  if (logger !== undefined) line += `,"logger":"${logger}"`;
  line += `,"caller":"${caller}","msg":${JSON.stringify(message)}`;
  for (const [key, value] of Object.entries(fields)) {
    const text = typeof value === 'object' && 'raw' in value ? value.raw : JSON.stringify(value);
    line += `,"${key}":${text}`;
  }
  return `${line}}\n`;
}

/**
 * A duration as Go prints it.
 *
 * Shape:   `2.942ms`, `5.008383s`, `1m30s`
 * Units:   microseconds
 */
export function formatDuration(us: number): string {
  if (us < 1_000) return us === 0 ? '0s' : `${us}µs`;
  if (us < 1_000_000) return `${us / 1_000}ms`;
  const minutes = Math.floor(us / 60_000_000);
  const seconds = `${(us - minutes * 60_000_000) / 1_000_000}s`;
  if (minutes === 0) return seconds;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`;
}
