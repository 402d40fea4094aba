import type { Program } from '../../cluster/kernel/index.ts';
export const coreutilsPrograms: ReadonlyMap<string, Program> = new Map();
