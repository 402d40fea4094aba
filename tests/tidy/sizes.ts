/*
 * A file is one noun, a function one screen, a line one glance. Tables of data are the exception:
 * a file named `…-table.ts`, or one that is listed here with its reason.
 */
import ts from 'typescript';
import { at, parse, visit } from './source.ts';
import type { Rule } from './source.ts';

const linesPerFile = 400;
const linesPerFunction = 70;
const columnsPerLine = 100;

/** Path → why it may be as long as it is. */
const exempt = new Map<string, string>([]);

const measured = /\.(astro|css|mjs|ts|tsx)$/;
const inHouse = /^(labs|src)\//;

export const checkFileLength: Rule = ({ path, text }) => {
  if (!inHouse.test(path) || !measured.test(path) || isTable(path)) return [];
  const lines = text.trimEnd().split('\n').length;
  if (lines <= linesPerFile) return [];
  return [`${path}:1: ${lines} lines; split it by its nouns before it has ${linesPerFile}`];
};

export const checkFunctionLength: Rule = (source) => {
  if (!inHouse.test(source.path) || !/\.tsx?$/.test(source.path)) return [];
  const tree = parse(source);
  const findings: string[] = [];
  visit(source, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
    const lines = tree.getLineAndCharacterOfPosition(node.end).line - first + 1;
    if (lines <= linesPerFunction) return;
    const advice = `a function of ${lines} lines; keep the ifs here and move the work into leaves`;
    findings.push(at(source, node, advice));
  });
  return findings;
};

export const checkLineLength: Rule = ({ path, text }) => {
  if (!measured.test(path) || isTable(path)) return [];
  return text.split('\n').flatMap((line, index) => {
    const columns = [...withoutUnbreakable(line)].length;
    if (columns <= columnsPerLine) return [];
    return [`${path}:${index + 1}: ${columns} columns; break it before ${columnsPerLine}`];
  });
};

function isTable(path: string): boolean {
  return path.endsWith('-table.ts') || exempt.has(path);
}

/** Addresses and the outlines of drawings cannot be broken. */
function withoutUnbreakable(line: string): string {
  return line.replace(/https?:\/\/\S+|\bd="[^"]*"/g, '');
}
