import type { Json } from './value.ts';

/** What a command line asks of jq. */
export interface JqOptions {
  readonly filter: string | undefined;
  readonly files: readonly string[];
  /** Long names of the options without a value. */
  readonly flags: ReadonlySet<string>;
  readonly variables: Readonly<Record<string, Json>>;
  /** What stands before an inner line; '' for one line. */
  readonly indent: string;
}

const letters: Readonly<Record<string, string>> = {
  C: 'color-output',
  M: 'monochrome-output',
  R: 'raw-input',
  S: 'sort-keys',
  a: 'ascii-output',
  c: 'compact-output',
  e: 'exit-status',
  j: 'join-output',
  n: 'null-input',
  r: 'raw-output',
  s: 'slurp',
};

/** Reads a command line. Errors: jq's first line about what is wrong */
export function readOptions(args: readonly string[]): JqOptions | string {
  const words: string[] = [];
  const flags = new Set<string>();
  const variables: Record<string, Json> = {};
  let indent = '  ';
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (!word.startsWith('-') || word === '-') words.push(word);
    else if (word === '--tab') indent = '\t';
    else if (word === '--indent') indent = ' '.repeat(Number(args[++at] ?? 2));
    else if (word === '--arg' || word === '--argjson') {
      const wrong = bind(variables, word, args[at + 1], args[at + 2]);
      if (wrong !== undefined) return wrong;
      at += 2;
    } else if (word.startsWith('--')) {
      if (!Object.values(letters).includes(word.slice(2))) return `jq: Unknown option ${word}`;
      flags.add(word.slice(2));
    } else {
      for (const letter of word.slice(1)) {
        const name = letters[letter];
        if (name === undefined) return `jq: Unknown option ${word}`;
        flags.add(name);
      }
    }
  }
  const [filter, ...files] = words;
  if (flags.has('compact-output')) indent = '';
  return { filter, files, flags, variables, indent };
}

function bind(
  variables: Record<string, Json>,
  option: string,
  name: string | undefined,
  value: string | undefined,
): string | undefined {
  if (name === undefined || value === undefined) {
    return `jq: ${option} takes two parameters (e.g. ${option} name value)`;
  }
  try {
    variables[name] = option === '--arg' ? value : (JSON.parse(value) as Json);
    return undefined;
  } catch {
    return `jq: Invalid JSON text passed to --argjson`;
  }
}
