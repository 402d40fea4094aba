// The project's own files as the rules see them: a path, a text, and the syntax tree of its code.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { listFiles } from '../../scripts/built-site.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Source {
  /** From the project's root, with `/` between its parts. */
  path: string;
  text: string;
}

/** What a rule has to say, as `path:line: message`; a rule that has nothing to say returns none. */
export type Rule = (source: Source) => string[];

const folders = ['.ci', 'content', 'labs', 'public', 'scripts', 'src', 'tests'];
const rootFiles = [
  ...['README.md', 'CONTRIBUTING.md', 'NOTICE', 'package.json', 'tsconfig.json'],
  ...['astro.config.mjs', 'playwright.config.ts', 'vitest.config.ts', '.oxlintrc.json'],
];
const textual =
  /\.(astro|css|html|json|md|mdx|mjs|svg|ts|tsx|txt|ya?ml)$|^\.ci\/|NOTICE$|_headers$/;

/** Every text file that people wrote for this project. */
export function readSources(): Source[] {
  const inFolders = folders.flatMap((folder) => listFiles(root, `${folder}/`));
  const paths = [...inFolders, ...rootFiles].filter((path) => textual.test(path));
  return paths.map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}

export function isCode({ path }: Source): boolean {
  return /\.(ts|tsx|mjs|astro|mdx)$/.test(path);
}

const trees = new WeakMap<Source, ts.SourceFile>();

/** The syntax tree of a source, parsed once. */
export function parse(source: Source): ts.SourceFile {
  const known = trees.get(source);
  if (known !== undefined) return known;
  const kind = /\.(ts|mjs)$/.test(source.path) ? ts.ScriptKind.TS : ts.ScriptKind.TSX;
  const code = codeOf(source);
  const tree = ts.createSourceFile(source.path, code, ts.ScriptTarget.Latest, true, kind);
  trees.set(source, tree);
  return tree;
}

/** Calls `see` with every node of a source, parents first. */
export function visit(source: Source, see: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    see(node);
    ts.forEachChild(node, walk);
  };
  walk(parse(source));
}

export function at(source: Source, node: ts.Node, message: string): string {
  const tree = parse(source);
  const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
  return `${source.path}:${line + 1}: ${message}`;
}

/** The TypeScript in a file, everything else blanked, so that line numbers stay true. */
function codeOf({ path, text }: Source): string {
  if (path.endsWith('.astro')) {
    const parts = /^---\n.*?\n---$|<script\b[^>]*>.*?<\/script>/gms;
    const inside = (part: string): string => part.replace(/^---|---$|<\/?script\b[^>]*>/g, blank);
    return keep(text, parts, inside);
  }
  if (path.endsWith('.mdx')) {
    const prose = text.replace(/^(```|~~~).*?^\1/gms, blank);
    return keep(prose, /^(import|export)\b.*?(;|['"])$/gms, (part) => part);
  }
  return text;
}

function keep(text: string, parts: RegExp, inside: (part: string) => string): string {
  let kept = '';
  let end = 0;
  for (const part of text.matchAll(parts)) {
    kept += blank(text.slice(end, part.index)) + inside(part[0]);
    end = part.index + part[0].length;
  }
  return kept + blank(text.slice(end));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
