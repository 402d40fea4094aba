/** What a terminal sends for Ctrl and a key: the letters' control codes, all else as it is. */
export function withControl(text: string): string {
  const code = text.toUpperCase().charCodeAt(0);
  const isControlled = text.length === 1 && code >= 0x40 && code <= 0x5f;
  return isControlled ? String.fromCharCode(code & 0x1f) : text;
}
