import type { Candidate, Proposal } from '../editor/index.ts';
import { keywords } from './builtins/describe.ts';
import { backslashWord } from './quote.ts';
import type { Shell } from './shell.ts';

/** Where a command's name is expected: at the start, and after what ends a command. */
const commandStart = /(^|[|&;(`\n]|\$\(|\b(then|do|else|if|while|until|time)\s|!)\s*$/;

/** The ways to finish the word before the cursor: commands, a program's own words, files. */
export function completeLine(shell: Shell, before: string): Proposal {
  const typed = /(?:[^\s\\|&;<>()="'`]|\\[^])*$/.exec(before)![0];
  const quoted = /(["'])((?:(?!\1)[^])*)$/.exec(before);
  const isQuoted = quoted !== null && countQuotes(before, quoted[1]!) % 2 === 1;
  const [raw, quote] = isQuoted ? [quoted[2]!, quoted[1]!] : [typed, ''];
  const word = quote === '' ? raw.replace(/\\([^])/g, '$1') : raw;
  const head = before.slice(0, before.length - raw.length - quote.length);
  const candidates = /\$\w*$/.test(raw)
    ? variableCandidates(shell, raw)
    : commandStart.test(head) && !word.includes('/')
      ? commandCandidates(shell, word)
      : argumentCandidates(shell, head, word, quote);
  return { length: raw.length, candidates };
}

function countQuotes(text: string, quote: string): number {
  return text.split(quote).length - 1;
}

function variableCandidates(shell: Shell, raw: string): readonly Candidate[] {
  const at = raw.lastIndexOf('$');
  const names = shell.variables.names().filter((name) => name.startsWith(raw.slice(at + 1)));
  return names.map((name) => ({
    text: `${raw.slice(0, at)}$${name}`,
    label: `$${name}`,
    end: ' ',
  }));
}

function commandCandidates(shell: Shell, word: string): readonly Candidate[] {
  const names = new Set([
    ...shell.builtins.keys(),
    ...keywords,
    ...shell.functions.keys(),
    ...shell.aliases.keys(),
  ]);
  for (const folder of shell.searchPath) {
    for (const name of shell.machine.files.list(shell.resolve(folder)) ?? []) {
      if (shell.isExecutable(shell.resolve(`${folder}/${name}`))) names.add(name);
    }
  }
  return plainCandidates([...names], word);
}

function plainCandidates(names: readonly string[], word: string): readonly Candidate[] {
  const fitting = names.filter((name) => name.startsWith(word)).sort();
  return fitting.map((name) => {
    const end = name.endsWith('=') || name.endsWith('/') ? '' : ' ';
    return { text: backslashWord(name), label: name, end };
  });
}

function argumentCandidates(
  shell: Shell,
  head: string,
  word: string,
  quote: string,
): readonly Candidate[] {
  const last = head.split(/[|&;\n]|\$\(/).at(-1)!;
  const isRedirect = /[<>]\s*$/.test(last);
  const words = last.trim().split(/\s+/);
  const offered = isRedirect ? undefined : shell.completions.get(words[0] ?? '');
  if (offered !== undefined) {
    const names = offered([...words, word], shell.machine);
    const fitting = plainCandidates(names, word);
    if (fitting.length > 0) return fitting;
  }
  return fileCandidates(shell, word, quote, words[0] === 'cd');
}

function fileCandidates(
  shell: Shell,
  word: string,
  quote: string,
  isFolderOnly: boolean,
): readonly Candidate[] {
  const { files } = shell.machine;
  const slash = word.lastIndexOf('/') + 1;
  const [folder, part] = [word.slice(0, slash), word.slice(slash)];
  const home = shell.variables.get('HOME') ?? '/root';
  const path = shell.resolve(folder.replace(/^~(?=\/)/, home) || '.');
  const candidates: Candidate[] = [];
  for (const name of files.list(path) ?? []) {
    if (!name.startsWith(part) || (part === '' && name.startsWith('.'))) continue;
    const isFolder = files.isDirectory(path === '/' ? `/${name}` : `${path}/${name}`);
    if (isFolderOnly && !isFolder) continue;
    const whole = folder + name + (isFolder ? '/' : '');
    const text = quote === '' ? backslashWord(whole).replace(/^\\~/, '~') : whole;
    const end = isFolder ? '' : `${quote} `;
    candidates.push({ text, label: name + (isFolder ? '/' : ''), end });
  }
  return candidates;
}
