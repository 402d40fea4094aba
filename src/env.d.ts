/// <reference types="astro/client" />
/// <reference types="@astrojs/starlight" />

/** The lab's program for a WebContainer, as one module: see scripts/lab-program.mjs. */
declare module 'virtual:lab-program' {
  const program: string;
  export default program;
}
