import { formatRfc3339 } from '../../cluster/kernel/index.ts';
import { baseName } from '../../cluster/machine/path.ts';
import type { Shell } from './shell.ts';

/** What Debian's bash prompts with. */
export const DEFAULT_PROMPT = '\\u@\\h:\\w\\$ ';

/** Turns PS1 into the text to show. */
export function expandPrompt(shell: Shell, format: string): string {
  const { process, machine, variables, name } = shell;
  const home = variables.get('HOME') ?? '/root';
  const { cwd } = process;
  const isHome = cwd === home || cwd.startsWith(`${home}/`);
  const short = isHome ? `~${cwd.slice(home.length)}` : cwd;
  const values: Record<string, string> = {
    u: variables.get('USER') ?? 'root',
    h: machine.name.split('.')[0]!,
    H: machine.name,
    w: short,
    W: short === '~' ? '~' : baseName(cwd) || '/',
    $: '#',
    s: baseName(name).replace(/^-/, ''),
    t: formatRfc3339(process.nowUs).slice(11, 19),
    n: '\n',
    e: '\u001b',
    a: '\u0007',
    '\\': '\\',
    '[': '',
    ']': '',
    '!': String(shell.history.firstNumber + shell.history.lines.length),
    j: String(shell.jobs.all().length),
  };
  return format.replace(/\\(033|[^])/g, (whole, key: string) =>
    key === '033' ? '\u001b' : (values[key] ?? whole),
  );
}
