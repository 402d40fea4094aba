/*
 * The floors of the house. Lowest first:
 *
 *   kernel, api → machine → client → components → shell → topology → lessons → host → src → content
 *
 * An import may only go down. Components never import each other, and nobody but
 * topology/cluster.ts imports a component's code: everybody else meets it on the network, so that
 * a cut cable really cuts. Types may be taken from any lower floor, since they vanish when run.
 * What the page may load of the labs is listed by name, so that no engine slips into a text page.
 */
import { posix } from 'node:path';
import ts from 'typescript';
import { at, visit } from './source.ts';
import type { Rule, Source } from './source.ts';

interface Place {
  floor: number;
  /** What may import within itself: `kernel`, `controllers/deployment`, `shell` … */
  part: string;
}

interface Import {
  node: ts.Node;
  specifier: string;
  typeOnly: boolean;
  /** An address alone, `?worker&url`: runs elsewhere and loads nothing here. */
  worker: boolean;
}

const names = ['the bottom', 'machine', 'client', 'components', 'shell', 'topology', 'lessons'];
const floorNames = [...names, 'host', 'src', 'content'];
const components = 3;
const componentNames = ['etcd', 'apiserver', 'scheduler', 'kubelet', 'network', 'balancer'];

/** What the page speaks with a lab, and how it travels. */
const protocol = /^labs\/host\/(?:protocol[\w-]*|frames)\.ts$/;
const words = /^labs\/lessons\/(?:[\w*-]+\/)?words\.ts$/;
/** The one exception: figures are drawn while the site is built, by running the node host. */
const figureHost = /^labs\/host\/(?:node-[\w-]+|snapshot)\.ts$/;
const interpreter = /^labs\/shell\/(?:bash|editor)\//;
const wiring = /^labs\/topology\/(?:cluster|outfits\/[\w-]+|kubernetes\/[\w-]+)\.ts$/;
const worker = /^labs\/host\/[\w-]+-worker\.ts$/;
/** A program that works on a stopped member's files has nobody to meet: it has their code. */
const offline: [folder: RegExp, file: string] = [
  /^labs\/shell\/etcdutl\//,
  'labs/cluster/etcd/offline.ts',
];

/** Packages that the labs may bring along, by the folder that may. Everything else is ours. */
const packages: [folder: RegExp, name: RegExp][] = [
  [/^labs\/shell\//, /^unbash$/],
  [/^labs\/(?:shell|cluster\/client|cluster\/kubelet)\//, /^js-yaml$/],
  [/^labs\/host\/(?:node|webcontainer)[\w-]*\.ts$/, /^node:/],
];

export const checkFloors: Rule = (source) => {
  const from = locate(source.path);
  if (from === undefined) {
    return /^labs\/.*\.tsx?$/.test(source.path)
      ? [`${source.path}:1: stands on no floor: see tests/tidy/floors.ts for the folders there are`]
      : [];
  }
  return findImports(source).flatMap((found) => {
    const why = checkImport(source.path, from, found);
    return why === undefined ? [] : [at(source, found.node, why)];
  });
};

function checkImport(path: string, from: Place, found: Import): string | undefined {
  const target = resolve(path, found.specifier);
  if (target === undefined) return checkPackage(path, found.specifier);
  const to = locate(target);
  if (to === undefined) return undefined;
  if (from.floor >= floorNames.indexOf('src')) return checkPage(path, from, target, to, found);

  if (!found.typeOnly && protocol.test(path) && !protocol.test(target)) {
    return 'the page loads the protocol, so it takes only types from elsewhere';
  }
  if (!found.typeOnly && words.test(path) && !words.test(target)) {
    return "the page loads a lesson's words, so they take only types from elsewhere";
  }
  if (interpreter.test(path) && isProgram(target)) {
    return 'the interpreter looks programs up in its machine and never imports them';
  }
  if (isWithin(from, to)) return undefined;
  if (from.floor === components && to.floor === components) {
    return `components meet only on the network: ${from.part} may not import ${to.part}`;
  }
  if (to.floor >= from.floor) {
    return `imports go down: ${from.part} may not import ${to.part}`;
  }
  if (offline[0].test(path) && target === offline[1]) return undefined;
  if (to.floor === components && !found.typeOnly && !wiring.test(path)) {
    return `only labs/topology wires a component's code: reach ${to.part} over the network`;
  }
  return undefined;
}

function checkPage(path: string, from: Place, target: string, to: Place, found: Import) {
  if (to.floor >= floorNames.indexOf('src')) {
    return to.floor > from.floor ? `imports go down: src may not import content` : undefined;
  }
  if (found.worker) {
    return worker.test(target) ? undefined : 'a page starts a worker of labs/host and no other';
  }
  if (protocol.test(target) || words.test(target)) return undefined;
  if (path.startsWith('src/figures/') && figureHost.test(target)) return undefined;
  return "a page imports the host's protocol and the lessons' words, and nothing else of the labs";
}

function checkPackage(path: string, specifier: string): string | undefined {
  if (!path.startsWith('labs/')) return undefined;
  const allowed = packages.some(([folder, name]) => folder.test(path) && name.test(specifier));
  return allowed ? undefined : `the labs bring no package but those listed: not ${specifier}`;
}

/** The files directly in controllers/ make one program of the loops below them. */
function isWithin(from: Place, to: Place): boolean {
  return (
    from.part === to.part || (from.part === 'controllers' && to.part.startsWith('controllers/'))
  );
}

function isProgram(target: string): boolean {
  return /^labs\/shell\/[^/]+\//.test(target) && !interpreter.test(target);
}

function locate(path: string): Place | undefined {
  const [top = '', second = '', third = '', fourth = '', fifth] = path.split('/');
  if (top === 'src' || top === 'content') return { floor: floorNames.indexOf(top), part: top };
  if (top !== 'labs') return undefined;
  if (second !== 'cluster') {
    const floor = ['shell', 'topology', 'lessons', 'host'].indexOf(second);
    return floor < 0 ? undefined : { floor: floor + components + 1, part: second };
  }
  if (third === 'kernel' || third === 'api') return { floor: 0, part: third };
  if (third === 'machine') return { floor: 1, part: third };
  if (third === 'client') return { floor: 2, part: third };
  if (componentNames.includes(third)) return { floor: components, part: third };
  if (third !== 'controllers') return undefined;
  const part = fifth === undefined ? third : `${third}/${fourth}`;
  return { floor: components, part };
}

/** Undefined for a package. */
function resolve(path: string, specifier: string): string | undefined {
  const plain = specifier.replace(/\?.*$/, '');
  if (plain.startsWith('/')) return plain.slice(1);
  if (!plain.startsWith('.')) return undefined;
  return posix.join(posix.dirname(path), plain);
}

/** Everything by which a module names another: statements, `import()`, globs, worker addresses. */
function findImports(source: Source): Import[] {
  const found: Import[] = [];
  visit(source, (node) => {
    const typeOnly = isTypeOnly(node);
    for (const specifier of specifiersOf(node)) {
      found.push({ node, specifier, typeOnly, worker: specifier.endsWith('?worker&url') });
    }
  });
  return found;
}

function specifiersOf(node: ts.Node): string[] {
  const text = (one: ts.Node | undefined): string[] =>
    one !== undefined && ts.isStringLiteralLike(one) ? [one.text] : [];

  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return text(node.moduleSpecifier);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return text(node.argument.literal);
  }
  if (ts.isCallExpression(node)) {
    const callee = node.expression.getText();
    if (callee !== 'import' && callee !== 'import.meta.glob') return [];
    const [first] = node.arguments;
    const many = first !== undefined && ts.isArrayLiteralExpression(first);
    return many ? first.elements.flatMap(text) : text(first);
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    const [first, base] = node.arguments ?? [];
    return base?.getText() === 'import.meta.url' ? text(first) : [];
  }
  return [];
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isImportDeclaration(node)) {
    return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  }
  return ts.isExportDeclaration(node) && node.isTypeOnly;
}
