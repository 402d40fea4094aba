/*
 * The main file of each folder of labs/ opens with an essay: what this part is in Kubernetes, how
 * ours works, what it leaves out, where the truth was read. The essays lead a newcomer through the
 * tree.
 */
import { posix } from 'node:path';
import type { Source } from './source.ts';

/** Folders whose main file has its own name. */
const mainFiles: [folder: RegExp, file: string][] = [
  [/^labs\/host$/, 'protocol.ts'],
  [/^labs\/shell$/, 'programs.ts'],
  [/^labs\/topology$/, 'cluster.ts'],
  [/^labs\/lessons(\/[^/]+)?$/, 'lesson.ts'],
];

const essayLines = 3;

/** Findings: folders of labs/ with code but without an essay. */
export function checkEssays(sources: Source[]): string[] {
  const code = sources.filter(({ path }) => /^labs\/.*\.tsx?$/.test(path));
  const texts = new Map(code.map(({ path, text }) => [path, text]));
  const folders = new Set(code.map(({ path }) => posix.dirname(path)));
  return [...folders].flatMap((folder) => {
    const candidates = mainFilesOf(folder);
    const mains = candidates.filter((path) => texts.has(path));
    if (mains.length === 0) return [`${folder}: has no main file: ${candidates.join(' or ')}`];
    const told = mains.some((path) => opensWithEssay(texts.get(path) ?? ''));
    return told ? [] : [`${mains[0]}:1: opens without an essay`];
  });
}

function mainFilesOf(folder: string): string[] {
  const own = mainFiles.find(([pattern]) => pattern.test(folder))?.[1];
  const names = [own, `${posix.basename(folder)}.ts`, 'index.ts'];
  return names.filter((name) => name !== undefined).map((name) => `${folder}/${name}`);
}

/** A block comment of three lines of words, before any code. */
function opensWithEssay(text: string): boolean {
  const comment = /^\/\*(.*?)\*\//s.exec(text.replace(/^#!.*\n/, '').trimStart())?.[1] ?? '';
  const lines = comment.split('\n').filter((line) => /\p{L}/u.test(line));
  return lines.length >= essayLines;
}
