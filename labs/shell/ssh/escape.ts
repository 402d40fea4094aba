/**
 * Looks for `~.` at the start of a line, by which somebody leaves a session that hangs. `~~` is a
 * tilde.
 *
 * Differs: OpenSSH's other escapes (`~^Z`, `~#`, `~?` …) are passed on as they are
 */
export class EscapeFilter {
  #isLineStart = true;
  #hasTilde = false;

  /** Shape: what is to be sent, and whether the session is to end. */
  filter(text: string): { readonly send: string; readonly isOver: boolean } {
    let send = '';
    for (const key of text) {
      if (this.#hasTilde) {
        this.#hasTilde = false;
        if (key === '.') return { send, isOver: true };
        if (key !== '~') send += '~';
      } else if (key === '~' && this.#isLineStart) {
        this.#hasTilde = true;
        continue;
      }
      send += key;
      this.#isLineStart = key === '\r' || key === '\n';
    }
    return { send, isOver: false };
  }
}
