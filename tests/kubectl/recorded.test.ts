import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ApiLab } from '../apiserver/harness.ts';
import { Desk, type DeskRun } from './desk.ts';
import { mask } from './mask.ts';
import { makeNodes } from './nodes.ts';

/** A recorded command of the real kubectl or curl; without output where that is withheld. */
interface Case {
  readonly id: string;
  readonly cmd: string;
  readonly stdin: string | null;
  readonly files?: Readonly<Record<string, string>>;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  readonly seconds?: number;
}

/** Cases that differ, and why that is right. */
const differing: Readonly<Record<string, string>> = {
  '231-http-generate': 'the lab keeps no managedFields',
};

const folder = new URL('./recorded/', import.meta.url);
const cases = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case);

/** The recorded server's address, and ours. */
const RECORDED = /127\.0\.0\.1:1[68]443/g;
const OURS = 'cp-1:6443';

function told(result: Partial<DeskRun>): unknown {
  const text = (said = ''): string => mask(said.replaceAll(OURS, '127.0.0.1:16443'));
  return { stdout: text(result.stdout), stderr: text(result.stderr), code: result.code };
}

function check(desk: Desk, recorded: Case): void {
  for (const [name, text] of Object.entries(recorded.files ?? {})) {
    desk.machine.files.write(`/srv/${name}`, text);
  }
  const got = desk.run(recorded.cmd.replace(RECORDED, OURS), recorded.stdin ?? '', 150);
  if (recorded.stdout === undefined || differing[recorded.id]) return;
  expect(told(got)).toEqual(told(recorded));
  const { seconds = 0 } = recorded;
  if (seconds >= 3) {
    expect(Math.abs(got.seconds - seconds)).toBeLessThan(Math.max(1, seconds * 0.2));
  }
}

function nameOf({ id }: Case): string {
  return differing[id] ? `${id} (differs: ${differing[id]})` : id;
}

/** A pod that an earlier case of the recording left. */
const hugecpu = `apiVersion: v1
kind: Pod
metadata: {name: hugecpu}
spec: {containers: [{name: c, image: nginx}]}
`;

describe('kubectl and curl against what the real ones did', () => {
  const desk = new Desk(new ApiLab('recorded').start());
  makeNodes(desk, 3);
  desk.run('kubectl create cm kube-root-ca.crt --from-literal=ca.crt=x');
  it.each(cases.filter(({ id }) => !id.startsWith('fault')).map((one) => [nameOf(one), one]))(
    '%s',
    (_, recorded) => {
      if (recorded.id === '138-delete-force') desk.run('kubectl create -f -', hugecpu);
      check(desk, recorded);
    },
  );
});

describe('with components killed', () => {
  const desk = new Desk(new ApiLab('faults').start());
  const { lab } = desk;
  desk.run('kubectl create cm c1 --from-literal=a=b; kubectl get nodes');
  const prepare = (id: string): void => {
    if (id === 'fault-11-api-dead') lab.node.apiserver!.signal('SIGKILL');
    if (id === 'fault-15-etcd-dead-list') {
      lab.startApiserver();
      lab.runUntil(() => lab.view(lab.node)?.isReady === true);
      lab.run(3);
      lab.node.etcd!.signal('SIGKILL');
      lab.run(3);
    }
  };
  it.each(cases.filter(({ id }) => id.startsWith('fault')).map((one) => [nameOf(one), one]))(
    '%s',
    (_, recorded) => {
      prepare(recorded.id);
      check(desk, recorded);
    },
  );
});
