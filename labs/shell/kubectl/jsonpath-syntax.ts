/** One step of a path. */
export type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'recursive'; readonly name: string }
  | { readonly kind: 'slice'; readonly from: number; readonly to: number | undefined }
  | { readonly kind: 'index'; readonly at: number }
  | { readonly kind: 'all' }
  | {
      readonly kind: 'filter';
      readonly path: Path;
      readonly sign: string;
      readonly value: unknown;
    };

export type Path = readonly Step[];

/** A piece of a template. */
export type TemplateNode =
  | { readonly text: string }
  | { readonly path: Path }
  | { readonly range: Path; readonly body: readonly TemplateNode[] };

/** Something that can't be read or can't be done; kubectl prints it. */
export interface PathError {
  readonly error: string;
}

export function isPathError(value: unknown): value is PathError {
  return typeof value === 'object' && value !== null && 'error' in value && !('text' in value);
}

/** `.metadata.name` and `{.metadata.name}` alike, as `--sort-by` takes them. */
export function parseRelaxed(text: string): Path | PathError {
  const inner = text.replace(/^\{(.*)\}$/, '$1');
  const path = parsePath(inner.startsWith('.') || inner.startsWith('[') ? inner : `.${inner}`);
  if (!isPathError(path)) return path;
  return {
    error:
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or ` +
      `'{name1.name2}' or '{.name1.name2}'`,
  };
}

/** Takes a whole template apart. */
export function parseTemplate(template: string): readonly TemplateNode[] | PathError {
  const stack: { range: Path | undefined; body: TemplateNode[] }[] = [
    { range: undefined, body: [] },
  ];
  for (let at = 0; at < template.length;) {
    const { body } = stack.at(-1)!;
    if (template[at] !== '{') {
      const end = template.indexOf('{', at);
      const text = template.slice(at, end < 0 ? undefined : end);
      body.push({ text });
      at += text.length;
      continue;
    }
    const action = /^\{((?:"(?:\\.|[^"])*"|'(?:\\.|[^'])*'|\[[^\]]*\]|[^}"'[])*)\}/.exec(
      template.slice(at),
    );
    if (!action) return { error: unterminated(template.slice(at)) };
    at += action[0].length;
    const failed = takeAction(action[1]!.trim(), stack);
    if (failed) return failed;
  }
  return stack.length > 1 ? { error: 'unclosed action' } : stack[0]!.body;
}

function unterminated(rest: string): string {
  return /\[[^\]]*$/.test(rest) ? 'unterminated array' : 'unclosed action';
}

function takeAction(
  words: string,
  stack: { range: Path | undefined; body: TemplateNode[] }[],
): PathError | undefined {
  const { body } = stack.at(-1)!;
  if (words === 'end') {
    const done = stack.pop()!;
    const outer = stack.at(-1);
    if (!outer || !done.range) return { error: 'not in range, nothing to end' };
    outer.body.push({ range: done.range, body: done.body });
    return undefined;
  }
  const literal = /^(["'])(.*)\1$/s.exec(words);
  if (literal) {
    body.push({ text: unescape(literal[2]!) });
    return undefined;
  }
  const range = /^range\s+(.*)$/.exec(words);
  const path = parsePath(range ? range[1]! : words);
  if (isPathError(path)) return path;
  if (range) stack.push({ range: path, body: [] });
  else body.push({ path });
  return undefined;
}

function unescape(text: string): string {
  const marks: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return text.replace(/\\(.)/g, (_, mark: string) => marks[mark] ?? mark);
}

/** Reads `.a.b[0]['c']`. `@` and `$` may stand before it. */
export function parsePath(text: string): Path | PathError {
  const path: Step[] = [];
  let rest = text.trim().replace(/^[@$]/, '');
  while (rest !== '' && rest !== '.') {
    const match =
      /^(\.\.)((?:\\.|[\w-])+)/.exec(rest) ??
      /^(\.?)(\*|(?:\\.|[\w$/-])+)/.exec(rest) ??
      /^(\[)((?:"[^"]*"|'[^']*'|[^\]])*)\]/.exec(rest);
    if (!match) return { error: `unrecognized character in action: U+${codeOf(rest)}` };
    rest = rest.slice(match[0].length);
    const [, lead, body = ''] = match;
    const step = lead === '[' ? parseBracket(body.trim()) : parseField(lead!, body);
    if (isPathError(step)) return step;
    path.push(step);
  }
  return path;
}

function codeOf(text: string): string {
  const code = text.codePointAt(text.startsWith('.') ? 1 : 0) ?? 0;
  return `${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`;
}

function parseField(lead: string, body: string): Step {
  if (body === '*') return { kind: 'all' };
  const name = body.replace(/\\(.)/g, '$1');
  return { kind: lead === '..' ? 'recursive' : 'field', name };
}

function parseBracket(body: string): Step | PathError {
  if (body === '*') return { kind: 'all' };
  if (/^-?\d+$/.test(body)) return { kind: 'index', at: Number(body) };
  const slice = /^(-?\d*):(-?\d*)$/.exec(body);
  if (slice) {
    return { kind: 'slice', from: Number(slice[1]), to: slice[2] ? Number(slice[2]) : undefined };
  }
  const name = /^(["'])(.*)\1$/.exec(body);
  if (name) return { kind: 'field', name: name[2]! };
  const filter = /^\?\((.*?)(?:\s*(==|!=|<=|>=|<|>)\s*(.*?))?\)$/.exec(body);
  if (!filter) return { error: `invalid array index ${body}` };
  const path = parsePath(filter[1]!);
  if (isPathError(path)) return path;
  return { kind: 'filter', path, sign: filter[2] ?? '', value: literalOf(filter[3] ?? '') };
}

function literalOf(text: string): unknown {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  if (quoted) return quoted[2];
  if (text === 'true' || text === 'false') return text === 'true';
  return Number(text);
}
