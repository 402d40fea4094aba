import { resolvePath } from '../../cluster/machine/path.ts';
import type { Field } from './fields.ts';
import { isPattern, patternSource, unescapePattern } from './pattern.ts';
import type { Shell } from './shell.ts';

/** The files that a word names; the word itself where there are none, as bash has it. */
export function expandPathname(shell: Shell, field: Field): readonly string[] {
  if (shell.options.has('noglob') || !isPattern(field.pattern)) return [field.text];
  const found = matchPath(shell, field.pattern);
  return found.length > 0 ? found : [field.text];
}

function matchPath(shell: Shell, pattern: string): string[] {
  const { files } = shell.machine;
  let paths = [pattern.startsWith('/') ? '/' : ''];
  const parts = pattern.split(/\/+/).filter((part) => part !== '');
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const next: string[] = [];
    for (const path of paths) {
      const folder = resolvePath(shell.process.cwd, path === '' ? '.' : path);
      for (const name of namesIn(files.list(folder) ?? [], part)) {
        const found = path + name;
        const target = resolvePath(shell.process.cwd, found);
        if (files.stat(target) === undefined) continue;
        if (!isLast && !files.isDirectory(target)) continue;
        next.push(isLast ? found : `${found}/`);
      }
    }
    paths = next;
  }
  if (pattern.endsWith('/')) {
    return paths.filter((path) => files.isDirectory(shell.resolve(path))).map((path) => `${path}/`);
  }
  return paths;
}

function namesIn(names: readonly string[], pattern: string): readonly string[] {
  if (!isPattern(pattern)) return [unescapePattern(pattern)];
  const expression = new RegExp(`^(?:${patternSource(pattern, true)})$`, 'u');
  const isHidden = /^\\?\./.test(pattern);
  return names.filter((name) => name.startsWith('.') === isHidden && expression.test(name));
}
