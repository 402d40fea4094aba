import type * as pb from '../../cluster/client/etcd/index.ts';
import { utf8 } from '../../cluster/client/utf8.ts';
import type {
  EndpointHash,
  EndpointHealth,
  EndpointStatus,
  Printed,
  Printer,
  Shown,
} from './printer.ts';
import { hashRows, memberRows, statusRows, type Rows } from './rows.ts';

/** Lines for people and for scripts. Source: etcdctl/ctlv3/command/printer_simple.go */
export class SimplePrinter implements Printer {
  readonly format = 'simple';
  readonly #isHex: boolean;
  isValueOnly = false;

  constructor(isHex: boolean) {
    this.#isHex = isHex;
  }

  get({ kvs }: pb.RangeResponse): Printed {
    return { out: this.#pairs(kvs) };
  }

  put({ prev_kv }: pb.PutResponse): Printed {
    return { out: `OK\n${prev_kv ? this.#pair(prev_kv) : ''}` };
  }

  del({ deleted, prev_kvs }: pb.DeleteRangeResponse): Printed {
    return { out: `${deleted}\n${this.#pairs(prev_kvs)}` };
  }

  txn({ succeeded, responses }: pb.TxnResponse): Printed {
    const answers = responses.map((response) => `\n${this.#answer(response)}`);
    return { out: `${succeeded ? 'SUCCESS' : 'FAILURE'}\n${answers.join('')}` };
  }

  watch({ events }: pb.WatchResponse): Printed {
    const lines = events.map(({ type, kv, prev_kv }) => {
      const before = prev_kv ? this.#pair(prev_kv) : '';
      return `${type}\n${before}${this.#pair(kv)}`;
    });
    return { out: lines.join('') };
  }

  memberList(response: pb.MemberListResponse): Printed {
    return { out: joinRows(memberRows(response)) };
  }

  health(list: readonly EndpointHealth[]): Printed {
    const well = list.filter(({ error }) => error === '');
    const ill = list.filter(({ error }) => error !== '');
    const took = 'is healthy: successfully committed proposal: took =';
    const failed = 'is unhealthy: failed to commit proposal:';
    return {
      out: well.map((one) => `${one.endpoint} ${took} ${one.took}\n`).join(''),
      err: ill.map((one) => `${one.endpoint} ${failed} ${one.error}\n`).join(''),
    };
  }

  status(list: readonly EndpointStatus[]): Printed {
    return { out: joinRows(statusRows(list)) };
  }

  hashKV(list: readonly EndpointHash[]): Printed {
    return { out: joinRows(hashRows(list)) };
  }

  other({ simple }: Shown): Printed {
    return { out: simple };
  }

  #answer(response: pb.ResponseOp): string {
    if ('put' in response) return this.put(response.put).out;
    if ('range' in response) return this.get(response.range).out;
    if ('delete_range' in response) return this.del(response.delete_range).out;
    return this.txn(response.txn).out;
  }

  #pairs(kvs: readonly pb.KeyValue[]): string {
    return kvs.map((kv) => this.#pair(kv)).join('');
  }

  #pair({ key, value }: pb.KeyValue): string {
    const [k, v] = this.#isHex ? [hex(key), hex(value)] : [key, value];
    return this.isValueOnly ? `${v}\n` : `${k}\n${v}\n`;
  }
}

function hex(text: string): string {
  return utf8(text)
    .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
    .join('');
}

function joinRows({ rows }: Rows): string {
  return rows.map((row) => `${row.join(', ')}\n`).join('');
}
