import type * as pb from '../../cluster/client/etcd/index.ts';
import { base64 } from '../../cluster/client/utf8.ts';
import { decimal } from './print-fields.ts';
import type {
  EndpointHash,
  EndpointHealth,
  EndpointStatus,
  Printed,
  Printer,
  Shown,
} from './printer.ts';

/** Text that goes into the JSON as it stands: ids are numbers too large for JavaScript's. */
export class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * One line of JSON, as Go writes the structs of etcd's protocol: zero values are left out, bytes
 * are base64, ids are decimal.
 *
 * Source: etcdctl/ctlv3/command/printer_json.go
 */
export class JsonPrinter implements Printer {
  readonly format = 'json';
  readonly #isHex: boolean;
  isValueOnly = false;

  constructor(isHex: boolean) {
    this.#isHex = isHex;
  }

  get(response: pb.RangeResponse): Printed {
    return print(range(response, headOf(response.header)));
  }

  put(response: pb.PutResponse): Printed {
    return print(put(response, headOf(response.header)));
  }

  del(response: pb.DeleteRangeResponse): Printed {
    return print(deleted(response, headOf(response.header)));
  }

  txn(response: pb.TxnResponse): Printed {
    return print(txn(response, headOf(response.header)));
  }

  watch({ header, events, canceled, compact_revision }: pb.WatchResponse): Printed {
    const list = events.map(({ type, kv, prev_kv }) =>
      sparse({
        type: type === 'DELETE' ? 1 : 0,
        kv: pair(kv),
        prev_kv: prev_kv && pair(prev_kv),
      }),
    );
    return print({
      Header: headOf(header),
      Events: list,
      CompactRevision: compact_revision ?? 0,
      Canceled: canceled ?? false,
      Created: false,
    });
  }

  memberList({ header, members }: pb.MemberListResponse): Printed {
    const id = (text: string): unknown => (this.#isHex ? text : new Raw(decimal(text)));
    return print({
      header: sparse({
        cluster_id: id(header.cluster_id),
        member_id: id(header.member_id),
        raft_term: header.raft_term,
      }),
      members: members.map((member) => {
        const { ID, name, peerURLs, clientURLs, isLearner } = member;
        if (this.#isHex) return { ID, name, peerURLs, clientURLS: clientURLs };
        return sparse({ ID: id(ID), name, peerURLs, clientURLs, isLearner });
      }),
    });
  }

  health(list: readonly EndpointHealth[]): Printed {
    return print(
      list.map(({ endpoint, health, took, error }) => ({
        endpoint,
        health,
        took,
        ...(error !== '' && { error }),
      })),
    );
  }

  status(list: readonly EndpointStatus[]): Printed {
    return print(
      list.map(({ endpoint, status }) => ({
        Endpoint: endpoint,
        Status: sparse({
          ...status,
          header: headOf(status.header),
          leader: status.leader === '' ? 0 : new Raw(decimal(status.leader)),
        }),
      })),
    );
  }

  hashKV(list: readonly EndpointHash[]): Printed {
    return print(
      list.map(({ endpoint, hash }) => ({
        Endpoint: endpoint,
        HashKV: sparse({ ...hash, header: headOf(hash.header) }),
      })),
    );
  }

  other({ json }: Shown): Printed {
    return print(json);
  }
}

type Json = Readonly<Record<string, unknown>>;

/** A response's header. */
export function headOf(header: pb.ResponseHeader): Json {
  const id = (text: string): unknown => (text === '0' ? 0 : new Raw(decimal(text)));
  return sparse({
    cluster_id: id(header.cluster_id),
    member_id: id(header.member_id),
    revision: header.revision,
    raft_term: header.raft_term,
  });
}

function pair(kv: pb.KeyValue): Json {
  return sparse({
    key: base64(kv.key),
    create_revision: kv.create_revision,
    mod_revision: kv.mod_revision,
    version: kv.version,
    value: base64(kv.value),
    lease: kv.lease === undefined ? 0 : new Raw(decimal(kv.lease)),
  });
}

function range({ kvs, more, count }: pb.RangeResponse, header: Json): Json {
  return sparse({ header, kvs: kvs.map(pair), more, count });
}

function put({ prev_kv }: pb.PutResponse, header: Json): Json {
  return sparse({ header, prev_kv: prev_kv && pair(prev_kv) });
}

function deleted(response: pb.DeleteRangeResponse, header: Json): Json {
  return sparse({ header, deleted: response.deleted, prev_kvs: response.prev_kvs.map(pair) });
}

function txn({ succeeded, responses }: pb.TxnResponse, header: Json): Json {
  const list = responses.map((response) => {
    const inner = (of: { readonly header: pb.ResponseHeader }): Json => headOf(of.header);
    if ('range' in response) {
      return { Response: { response_range: range(response.range, inner(response.range)) } };
    }
    if ('put' in response) {
      return { Response: { response_put: put(response.put, inner(response.put)) } };
    }
    if ('delete_range' in response) {
      const of = response.delete_range;
      return { Response: { response_delete_range: deleted(of, inner(of)) } };
    }
    return { Response: { response_txn: txn(response.txn, inner(response.txn)) } };
  });
  return sparse({ header, succeeded, responses: list });
}

/** An id, which is too large for a number of JavaScript's. */
export function jsonId(id: string): Raw {
  return new Raw(decimal(id));
}

/** Go's `omitempty`. */
export function sparse(fields: Json): Json {
  const kept = Object.entries(fields).filter(([, value]) => {
    if (value === 0 || value === '' || value === false || value === undefined) return false;
    return !(Array.isArray(value) && value.length === 0);
  });
  return Object.fromEntries(kept);
}

function print(value: unknown): Printed {
  return { out: `${encode(value)}\n` };
}

function encode(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, of]) => `${JSON.stringify(key)}:${encode(of)}`);
    return `{${fields.join(',')}}`;
  }
  // Go writes these three as escapes, so that the text may stand in HTML.
  return JSON.stringify(value).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}
