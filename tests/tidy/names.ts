/*
 * Files are kebab-case, one noun or verb; components PascalCase. A name says what is inside, so
 * those that could hold anything are refused.
 */
import type { Rule } from './source.ts';

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const pascal = /^([A-Z][a-z0-9]*)+$/;
const empty = /^(utils?|helpers?|managers?|common|misc|shared|lib)$/;
/** What a reader finds on a lab's machines has the names that Unix gives it. */
const onMachines = /^labs\/lessons\/[^/]+\/files\//;

export const checkNames: Rule = ({ path }) => {
  if (!/^(labs|src|tests|scripts|content)\//.test(path) || onMachines.test(path)) return [];
  const parts = path.split('/');
  const file = parts.pop() ?? '';
  const say = (message: string): string[] => [`${path}:1: ${message}`];

  const [stem = '', ...suffixes] = file.replace('[...', '[').split('.');
  const names = [...parts, stem].map((part) => part.replace(/^\[|\]$|^_/g, ''));
  const hollow = names.find((name) => empty.test(name));
  if (hollow !== undefined) return say(`“${hollow}” could hold anything: name the noun inside`);

  if (/\.(astro|tsx)$/.test(file) && !path.startsWith('src/pages/')) {
    return pascal.test(stem) ? [] : say('a component is named in PascalCase');
  }
  const wrong = [...names, ...suffixes].find((name) => !kebab.test(name));
  return wrong === undefined ? [] : say(`“${wrong}” is not kebab-case`);
};
