// The program that a WebContainer runs, labs/host/webcontainer.ts, bundled to one file while the
// site is built or served. The page gets it as a text in a chunk of its own, which it loads only
// when a reader asks for a WebContainer:
//
//     const { default: program } = await import('virtual:lab-program');
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const name = 'virtual:lab-program';
const entry = fileURLToPath(new URL('../labs/host/webcontainer.ts', import.meta.url));

/** @returns {import('vite').Plugin} */
export function labProgram() {
  return {
    name: 'quorate:lab-program',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    async load(id) {
      if (id !== `\0${name}`) return undefined;
      return `export default ${JSON.stringify(await bundleLab())};`;
    },
  };
}

/** The program as one module that imports nothing but what Node has. */
export async function bundleLab() {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      write: false,
      target: 'node20',
      minify: true,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const chunks = [result].flat().flatMap(({ output }) => output);
  if (chunks.length !== 1) throw new Error(`${entry} became ${chunks.length} files instead of one`);
  return chunks[0].code;
}
