import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { lessons } from '../../labs/lessons/index.ts';

/** The sources that come with a worker at once; what it imports later is not among them. */
async function sourcesOf(worker: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [`labs/host/${worker}.ts`],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'nowhere',
    write: false,
    metafile: true,
  });
  const { outputs } = metafile;
  const waiting = Object.keys(outputs).filter((name) => name.endsWith(`${worker}.js`));
  const seen = new Set(waiting);
  for (const name of seen) {
    for (const { path, kind } of outputs[name]!.imports) {
      if (kind === 'import-statement') seen.add(path);
    }
  }
  return [...seen].flatMap((name) => Object.keys(outputs[name]!.inputs));
}

const workers = ['etcd-worker', 'kubernetes-worker', 'kubernetes-vip-worker'];

const later = [
  /^node_modules\/unbash\//,
  /^labs\/shell\/bash\/(execute|expand|builtins)/,
  /^labs\/shell\/(etcdctl|kubectl|coreutils|jq)\//,
];

describe('what a prompt waits for', () => {
  // keepalived's script is run by bash, and asks by curl: the third worker brings both.
  it.each(['etcd-worker', 'kubernetes-worker'])(
    '%s comes without what is typed later',
    async (of) => {
      const sources = await sourcesOf(of);
      expect(sources).toContain('labs/shell/bash/interactive.ts');
      for (const pattern of later) {
        expect(sources.filter((source) => pattern.test(source))).toEqual([]);
      }
    },
  );

  it.each(workers)('%s brings the lessons of its outfit, and no others', async (worker) => {
    const sources = await sourcesOf(worker);
    const brought = lessons.filter(({ words: { id } }) =>
      sources.includes(`labs/lessons/${id}/lesson.ts`),
    );
    const own = lessons.filter(({ topology: { outfit } }) => {
      return (outfit === 'etcd') === (worker === 'etcd-worker');
    });
    expect(brought).toEqual(own);
  });

  it('comes without Kubernetes where there is only etcd', async () => {
    const sources = await sourcesOf('etcd-worker');
    const kubernetes = /^labs\/cluster\/(apiserver|controllers|kubelet|scheduler|balancer)\//;
    expect(sources.filter((source) => kubernetes.test(source))).toEqual([]);
  });
});
