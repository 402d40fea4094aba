import { unescape } from './escape.ts';

/**
 * What `echo` prints for its arguments: `-n`, `-e` and `-E` are its options, and nothing else is.
 */
export function formatEcho(words: readonly string[]): string {
  let from = 0;
  let hasNewline = true;
  let isEscaped = false;
  for (; /^-[neE]+$/.test(words[from] ?? ''); from++) {
    const option = words[from]!;
    if (option.includes('n')) hasNewline = false;
    isEscaped = /e[^E]*$/.test(option) || (isEscaped && !option.includes('E'));
  }
  const text = words.slice(from).join(' ');
  if (!isEscaped) return hasNewline ? `${text}\n` : text;
  const escaped = unescape(text, '0');
  return hasNewline && !escaped.isStopped ? `${escaped.text}\n` : escaped.text;
}
