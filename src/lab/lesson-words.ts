import type { Choice } from '../../labs/lessons/playground/words.ts';
import type { LessonWords } from '../../labs/lessons/words.ts';

interface WordsFile {
  readonly words: LessonWords;
  /** Where a lab has its choice of clusters. */
  readonly choices?: readonly Choice[];
}

const files = import.meta.glob<WordsFile>('../../labs/lessons/*/words.ts');

/** Loads the words of one lab, and only those. Shape: `quorum`, `playground/etcd-5` */
export async function loadWords(lab: string): Promise<LessonWords> {
  const [lesson = '', chosen] = lab.split('/');
  const load = files[`../../labs/lessons/${lesson}/words.ts`];
  if (load === undefined) throw new Error(`There is no lesson “${lesson}” in labs/lessons`);
  const { words, choices } = await load();
  const choice = choices?.find(({ id }) => id === chosen);
  return choice ? { ...words, id: lab, title: choice.title, outfit: choice.outfit } : words;
}
