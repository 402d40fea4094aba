/**
 * Recordings of the real bash and GNU tools, as text that reads like a session:
 *
 *     # prose
 *     $ command          a line for `bash -c`; `> ` goes on with it
 *     output
 *     ! message          what came on standard error
 *     ? 1                the status, where it is not 0
 *     …\                 stands after output that does not end with a newline
 *
 * `node tests/shell/record.ts` runs every command with the real programs and writes the files anew.
 */
export interface Case {
  readonly comment: string;
  readonly line: string;
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** Files that every case finds in its folder. */
export const startFiles: Readonly<Record<string, string>> = {
  'fruit.txt': 'apple 3\nbanana 12\ncherry 7\napple 3\nDate 1\n',
  'log.txt': 'INFO start\nWARN disk slow\nERROR lost leader\nINFO retry\nINFO retry\nerror again\n',
  'hosts.csv': 'etcd-1,10.0.0.11,leader\netcd-2,10.0.0.12,follower\netcd-3,10.0.0.13,follower\n',
  'empty.txt': '',
  'no-end.txt': 'one\ntwo',
  'dir/inner.txt': 'inner\n',
  'dir/.hidden': 'hidden\n',
  'dir/sub/deep.txt': 'deep apple\n',
};

export function parseRecording(text: string): Case[] {
  const cases: Case[] = [];
  let comment = '';
  for (const block of text.split(/^(?=\$ |# )/m)) {
    if (!block.startsWith('$ ')) {
      comment += block;
      continue;
    }
    const lines = block
      .replace(/\n\n+$/, '\n')
      .split('\n')
      .slice(0, -1);
    const command = [lines.shift()!.slice(2)];
    while (lines[0]?.startsWith('> ')) command.push(lines.shift()!.slice(2));
    let [out, err, code] = ['', '', 0];
    for (const line of lines) {
      if (line.startsWith('! ')) err += `${line.slice(2)}\n`;
      else if (/^\? \d+$/.test(line)) code = Number(line.slice(2));
      else out += `${line.replace(/^\|/, '')}\n`;
    }
    cases.push({ comment, line: command.join('\n'), out: out.replace(/…\\\n/g, ''), err, code });
    comment = '';
  }
  return cases;
}

export function formatCase({ comment, line, out, err, code }: Case): string {
  const whole = out === '' || out.endsWith('\n') ? out : `${out}…\\\n`;
  const shown = whole
    .split('\n')
    .slice(0, -1)
    .map((each) => (/^([$!?>#] |\||$)/.test(each) ? `|${each}` : each));
  const errors = err
    .split('\n')
    .slice(0, -1)
    .map((each) => `! ${each}`);
  const parts = [`$ ${line.replaceAll('\n', '\n> ')}`, ...shown, ...errors];
  if (code !== 0) parts.push(`? ${code}`);
  return `${comment}${parts.join('\n')}\n\n`;
}
