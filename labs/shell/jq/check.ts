import { formats } from './formats.ts';
import { functions } from './functions.ts';
import { SyntaxFault, type Filter } from './syntax.ts';

/** Functions of jq 1.6 that the lab has not. */
const absent = new Set([
  ...['capture', 'debug', 'del', 'delpaths', 'env', 'explode', 'fromdate', 'getpath', 'gmtime'],
  ...['implode', 'index', 'indices', 'input', 'inputs', 'inside', 'isvalid', 'leaf_paths', 'match'],
  ...['mktime', 'now', 'path', 'paths', 'recurse', 'repeat', 'rindex', 'scan', 'setpath', 'splits'],
  ...['strftime', 'strptime', 'todate', 'transpose', 'until', 'walk', 'while', 'floor', 'sqrt'],
]);

const assignments = new Set(['=', '|=', '+=', '-=', '*=', '/=', '%=', '//=']);

/**
 * Looks for names that stand for nothing, as jq does before it runs a filter.
 *
 * Shape:   `variables` are the names known at this place
 */
export function check(filter: Filter, variables: ReadonlySet<string>): SyntaxFault | undefined {
  const own = checkName(filter, variables);
  if (own) return own;
  const inner =
    filter.kind === 'bind' || filter.kind === 'reduce'
      ? new Set([...variables, filter.name])
      : variables;
  for (const part of partsOf(filter)) {
    const fault = check(part, inner);
    if (fault) return fault;
  }
  return undefined;
}

function checkName(filter: Filter, variables: ReadonlySet<string>): SyntaxFault | undefined {
  if (filter.kind === 'variable' && !variables.has(filter.name)) {
    return new SyntaxFault(`$${filter.name} is not defined`, filter.at);
  }
  if (filter.kind === 'format' && !(filter.name in formats)) {
    return new SyntaxFault(`${filter.name} is not a valid format`, 0);
  }
  if (filter.kind === 'binary' && assignments.has(filter.sign)) {
    return new SyntaxFault(`${filter.sign} is not part of this lab`, 0);
  }
  if (filter.kind !== 'call') return undefined;
  const name = `${filter.name}/${filter.args.length}`;
  if (name in functions) return undefined;
  const why = absent.has(filter.name) ? 'is not part of this lab' : 'is not defined';
  return new SyntaxFault(`${name} ${why}`, filter.at);
}

function partsOf(filter: Filter): readonly Filter[] {
  const parts: Filter[] = [];
  for (const value of Object.values(filter) as unknown[]) collectParts(value, parts);
  return parts;
}

function collectParts(value: unknown, parts: Filter[]): void {
  if (Array.isArray(value)) for (const item of value) collectParts(item, parts);
  else if (typeof value === 'object' && value !== null && 'kind' in value) {
    parts.push(value as Filter);
  }
}
