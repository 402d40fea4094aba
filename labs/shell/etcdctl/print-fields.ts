import type * as pb from '../../cluster/client/etcd/index.ts';
import type {
  EndpointHash,
  EndpointHealth,
  EndpointStatus,
  Printed,
  Printer,
  Shown,
} from './printer.ts';

/** One field a line: `"Revision" : 3`. Source: etcdctl/ctlv3/command/printer_fields.go */
export class FieldsPrinter implements Printer {
  readonly format = 'fields';
  isValueOnly = false;

  get(response: pb.RangeResponse): Printed {
    const { header, kvs, more, count } = response;
    const pairs = kvs.map((kv) => pair('', kv)).join('');
    return { out: `${head(header)}${pairs}"More" : ${more}\n"Count" : ${count}\n` };
  }

  put({ header, prev_kv }: pb.PutResponse): Printed {
    return { out: head(header) + (prev_kv ? pair('Prev', prev_kv) : '') };
  }

  del({ header, deleted, prev_kvs }: pb.DeleteRangeResponse): Printed {
    const pairs = prev_kvs.map((kv) => pair('Prev', kv)).join('');
    return { out: `${head(header)}"Deleted" : ${deleted}\n${pairs}` };
  }

  txn({ header, succeeded, responses }: pb.TxnResponse): Printed {
    const answers = responses.map((response) => {
      if ('put' in response) return this.put(response.put).out;
      if ('range' in response) return this.get(response.range).out;
      if ('delete_range' in response) return this.del(response.delete_range).out;
      return `"Unknown" : "nested txn"\n`;
    });
    return { out: `${head(header)}"Succeeded" : ${succeeded}\n${answers.join('')}` };
  }

  watch({ header, events }: pb.WatchResponse): Printed {
    const lines = events.map(({ type, kv, prev_kv }) => {
      return `"Type" : ${type}\n${prev_kv ? pair('Prev', prev_kv) : ''}${pair('', kv)}`;
    });
    return { out: head(header) + lines.join('') };
  }

  memberList({ header, members }: pb.MemberListResponse): Printed {
    const blocks = members.map((member) => {
      const peers = member.peerURLs.map((url) => `"PeerURL" : ${quote(url)}\n`).join('');
      const clients = member.clientURLs.map((url) => `"ClientURL" : ${quote(url)}\n`).join('');
      const name = `"ID" : ${decimal(member.ID)}\n"Name" : ${quote(member.name)}\n`;
      return `${name}${peers}${clients}"IsLearner" : ${member.isLearner}\n\n`;
    });
    return { out: head(header) + blocks.join('') };
  }

  health(list: readonly EndpointHealth[]): Printed {
    const blocks = list.map(({ endpoint, health, took, error }) => {
      const first = `"Endpoint" : ${quote(endpoint)}\n"Health" : ${health}\n`;
      return `${first}"Took" : ${took}\n"Error" : ${error}\n\n`;
    });
    return { out: blocks.join('') };
  }

  status(list: readonly EndpointStatus[]): Printed {
    const blocks = list.map(({ endpoint, status }) => {
      const fields: [string, string | number][] = [
        ['Version', quote(status.version)],
        ['DBSize', status.dbSize],
        ['Leader', decimal(status.leader)],
        ['IsLearner', String(status.isLearner)],
        ['RaftIndex', status.raftIndex],
        ['RaftTerm', status.raftTerm],
        ['RaftAppliedIndex', status.raftAppliedIndex],
        ['Errors', `[${status.errors.join(' ')}]`],
        ['Endpoint', quote(endpoint)],
      ];
      return `${head(status.header)}${fields.map(([k, v]) => `"${k}" : ${v}\n`).join('')}\n`;
    });
    return { out: blocks.join('') };
  }

  hashKV(list: readonly EndpointHash[]): Printed {
    const blocks = list.map(({ endpoint, hash }) => {
      return `${head(hash.header)}"Endpoint" : ${quote(endpoint)}\n"Hash" : ${hash.hash}\n\n`;
    });
    return { out: blocks.join('') };
  }

  other({ fields }: Shown): Printed | undefined {
    if (fields === undefined) return undefined;
    const lines = fields.rest.map(([name, value]) => `"${name}" : ${value}\n`);
    return { out: head(fields.header) + lines.join('') };
  }
}

function head(header: pb.ResponseHeader): string {
  return (
    `"ClusterID" : ${decimal(header.cluster_id)}\n"MemberID" : ${decimal(header.member_id)}\n` +
    `"Revision" : ${header.revision}\n"RaftTerm" : ${header.raft_term}\n`
  );
}

function pair(prefix: string, kv: pb.KeyValue): string {
  const fields: [string, string | number][] = [
    ['Key', quote(kv.key)],
    ['CreateRevision', kv.create_revision],
    ['ModRevision', kv.mod_revision],
    ['Version', kv.version],
    ['Value', quote(kv.value)],
    ['Lease', kv.lease === undefined ? 0 : decimal(kv.lease)],
  ];
  return fields.map(([name, value]) => `"${prefix}${name}" : ${value}\n`).join('');
}

/** An id as etcd's numbers are printed: `18019771712233889772`. */
export function decimal(id: string): string {
  return id === '' ? '0' : BigInt(`0x${id}`).toString();
}

/** Go's `%q`. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/\\u00([01][0-9a-f])/g, '\\x$1');
}
