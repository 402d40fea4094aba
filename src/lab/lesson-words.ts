import type { LessonWords } from '../../labs/lessons/words.ts';

const files = import.meta.glob<{ words: LessonWords }>('../../labs/lessons/*/words.ts');

/** Loads the words of one lesson, and only those. */
export async function loadWords(lesson: string): Promise<LessonWords> {
  const load = files[`../../labs/lessons/${lesson}/words.ts`];
  if (load === undefined) throw new Error(`There is no lesson “${lesson}” in labs/lessons`);
  return (await load()).words;
}
