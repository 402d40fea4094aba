import type * as pb from '../../cluster/client/etcd/index.ts';
import { FieldsPrinter } from './print-fields.ts';
import { JsonPrinter } from './print-json.ts';
import { SimplePrinter } from './print-simple.ts';
import { TablePrinter } from './print-table.ts';

export interface EndpointHealth {
  readonly endpoint: string;
  readonly health: boolean;
  readonly took: string;
  readonly error: string;
}

export interface EndpointStatus {
  readonly endpoint: string;
  readonly status: pb.StatusResponse;
}

export interface EndpointHash {
  readonly endpoint: string;
  readonly hash: pb.HashKVResponse;
}

/** What goes to standard output, and to standard error where some of it goes there. */
export interface Printed {
  readonly out: string;
  readonly err?: string;
}

/** A response of one of the rarer commands, as each format shows it. */
export interface Shown {
  readonly simple: string;
  /** Left out where that format can't show it. */
  readonly fields?: Fields;
  /** As Go names the fields: see `headOf` for a response's header. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A header, and what follows it: `"Name" : value`. */
export interface Fields {
  readonly header: pb.ResponseHeader;
  readonly rest: readonly (readonly [name: string, value: string | number])[];
}

/**
 * One output format. A format that can't show something says so: `table not supported as output
 * format`.
 *
 * Source: etcd etcdctl/ctlv3/command/printer.go
 */
export interface Printer {
  readonly format: 'simple' | 'fields' | 'json' | 'table';
  /** `--print-value-only`, which only the simple format has. */
  isValueOnly: boolean;
  get(response: pb.RangeResponse): Printed | undefined;
  put(response: pb.PutResponse): Printed | undefined;
  del(response: pb.DeleteRangeResponse): Printed | undefined;
  txn(response: pb.TxnResponse): Printed | undefined;
  watch(response: pb.WatchResponse): Printed | undefined;
  memberList(response: pb.MemberListResponse): Printed | undefined;
  health(list: readonly EndpointHealth[]): Printed | undefined;
  status(list: readonly EndpointStatus[]): Printed | undefined;
  hashKV(list: readonly EndpointHash[]): Printed | undefined;
  other(shown: Shown): Printed | undefined;
}

/** Errors: undefined for a format that etcdctl has not, or that is not modelled (protobuf). */
export function makePrinter(format: string, isHex: boolean): Printer | undefined {
  switch (format) {
    case 'simple':
      return new SimplePrinter(isHex);
    case 'fields':
      return new FieldsPrinter();
    case 'json':
      return new JsonPrinter(isHex);
    case 'table':
      return new TablePrinter();
    default:
      return undefined;
  }
}
