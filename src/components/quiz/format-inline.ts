const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** HTML of a line of words in which only `backticks` mean something. */
export function formatInline(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
  return escaped.replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** A name for the radio buttons of one question, the same in every build. */
export function formatName(question: string): string {
  return `choice-${question.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 60);
}
