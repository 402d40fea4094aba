/*
 * Same seed and same inputs, same trace, byte for byte, in Node and in every browser. So the labs
 * take time and luck from the kernel, and use nothing that the machine, the locale or the engine
 * decides. Only labs/host stands in the real world. Each ban names what to use in its place.
 */
import ts from 'typescript';
import { at, visit } from './source.ts';
import type { Rule } from './source.ts';

const timer = 'yield* sleep(…) in a process';
const generator = 'write a generator and yield* what it waits for';
const elsewhere = 'nothing that is collected later may be seen by the model';

const bannedNames = new Map([
  ['Date', 'take the time from the kernel clock, and format it with our own functions'],
  ['performance', 'take the time from the kernel clock'],
  ['setTimeout', timer],
  ['setInterval', timer],
  ['setImmediate', timer],
  ['queueMicrotask', timer],
  ['requestAnimationFrame', timer],
  ['Promise', generator],
  ['Intl', 'write the format out: locales differ between machines'],
  ['WeakRef', elsewhere],
  ['FinalizationRegistry', elsewhere],
]);

const exact = 'engines round it differently: use whole numbers, a table, or + - * / and Math.sqrt';
const inexact = [
  ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp'],
  ...['expm1', 'hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
];
const bannedMath = new Map([
  ['random', 'draw from the seeded random that the kernel forks for each process'],
  ...inexact.map((name): [string, string] => [name, exact]),
]);

const byUnits = 'compare by code units with < and >';

/** Findings: whatever could make two runs of one seed differ. */
export const checkDeterminism: Rule = (source) => {
  const { path } = source;
  if (!/^labs\/.*\.tsx?$/.test(path) || path.startsWith('labs/host/')) return [];
  const findings: string[] = [];
  visit(source, (node) => {
    const found = banned(node);
    if (found !== undefined) findings.push(at(source, node, `${found.what}: ${found.instead}`));
  });
  return findings;
};

function banned(node: ts.Node): { what: string; instead: string } | undefined {
  if (ts.isPropertyAccessExpression(node)) return bannedProperty(node);
  if (ts.isIdentifier(node) && !isOnlyALabel(node)) {
    const instead = bannedNames.get(node.text);
    return instead === undefined ? undefined : { what: node.text, instead };
  }
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return { what: 'async', instead: generator };
  if (ts.isAwaitExpression(node)) return { what: 'await', instead: generator };
  if (ts.isBinaryExpression(node) && isPower(node.operatorToken.kind)) {
    return isExactPower(node) ? undefined : { what: '**', instead: exact };
  }
  return undefined;
}

function bannedProperty(node: ts.PropertyAccessExpression) {
  const name = node.name.text;
  const owner = node.expression.getText();
  if (name === 'localeCompare') return { what: name, instead: byUnits };
  if (name.startsWith('toLocale'))
    return { what: name, instead: 'use the function without locale' };
  const table = { Math: bannedMath, globalThis: bannedNames }[owner];
  const instead = table?.get(name);
  return instead === undefined ? undefined : { what: `${owner}.${name}`, instead };
}

function isPower(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AsteriskAsteriskToken ||
    kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken
  );
}

/** Between two numbers that are written out, or in a statement that reckons with big integers. */
function isExactPower(node: ts.BinaryExpression): boolean {
  if (ts.isNumericLiteral(node.left) && ts.isNumericLiteral(node.right)) return true;
  const statement = ts.findAncestor(node, ts.isStatement);
  return statement !== undefined && /\b\d+n\b/.test(statement.getText());
}

/** A property called `Date`, such as the header of a response, names nothing global. */
function isOnlyALabel(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  const named =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isEnumMember(parent);
  return named && parent.name === node;
}
