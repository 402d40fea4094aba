/*
 * What does not belong in the project's text: work left undone, tests switched off, and the places
 * where somebody happened to build it.
 */
import type { Rule } from './source.ts';

/** These rules and their tests have to spell out what they refuse. */
const own = /^tests\/tidy\//;
/** A lab's machines have a /tmp and a /root of their own. */
const aboutMachines = /^(labs|content|tests\/(transcripts|fidelity|lessons|browser|simulation))\//;

export const checkUnfinished: Rule = (source) =>
  scan(source, /\b(TODO|FIXME)\b/, 'finish it, or file an issue and leave the note there');

export const checkSwitchedOff: Rule = (source) =>
  scan(
    source,
    /\b(bench|describe|it|suite|test)(\.\w+)*\.(fixme|only|runIf|skip|skipIf|todo)\b/,
    'every test runs, every time: mend it or take it out',
  );

export const checkPlaces: Rule = (source) => {
  const everywhere = /(?<![\w.~-])\/(work|Users)\/|\b[A-Z]:\\Users\\/;
  const onOurs = /(?<![\w.~-])\/(work|Users|home|root|tmp)\/|\b[A-Z]:\\Users\\/;
  const places = aboutMachines.test(source.path) ? everywhere : onOurs;
  return scan(source, places, 'a path of one machine: write it from the root of the project');
};

/** A lockfile holds names and hashes; the server that they came from is the reader's choice. */
export function checkLockfile(text: string): string[] {
  const lock = JSON.parse(text) as { packages: Record<string, { resolved?: string }> };
  const named = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
  return named.map(([path]) => `package-lock.json: ${path} names the server it came from`);
}

function scan({ path, text }: { path: string; text: string }, banned: RegExp, why: string) {
  if (own.test(path)) return [];
  return text.split('\n').flatMap((line, index) => {
    const found = banned.exec(line);
    return found === null ? [] : [`${path}:${index + 1}: ${found[0]}: ${why}`];
  });
}
