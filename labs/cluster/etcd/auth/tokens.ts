import type { Random } from '../../kernel/index.ts';

/** Source: auth/simple_token.go `simpleTokenTTLDefault`. Units: microseconds. */
const TTL_US = 300_000_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LENGTH = 16;

/**
 * What users show in the place of their password, once they have shown that. Every member knows
 * every token, because it was agreed on; when it has last been used each member knows for itself.
 *
 * Shape:   16 letters, a dot, and the index of the entry that made it
 * Source:  etcd server/auth/simple_token.go
 */
export class SimpleTokens {
  readonly #tokens = new Map<string, { readonly username: string; endsAtUs: number }>();
  readonly #nowUs: () => number;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  assign(token: string, username: string): void {
    this.#tokens.set(token, { username, endsAtUs: this.#nowUs() + TTL_US });
  }

  /** Whose token it is, which then lasts longer. Errors: undefined where nobody's. */
  userOf(token: string): string | undefined {
    const found = this.#tokens.get(token);
    if (found === undefined) return undefined;
    if (this.#nowUs() > found.endsAtUs) {
      this.#tokens.delete(token);
      return undefined;
    }
    found.endsAtUs = this.#nowUs() + TTL_US;
    return found.username;
  }

  invalidateUser(username: string): void {
    for (const [token, of] of this.#tokens)
      if (of.username === username) this.#tokens.delete(token);
  }

  clear(): void {
    this.#tokens.clear();
  }
}

export function makeTokenPrefix(random: Random): string {
  let prefix = '';
  while (prefix.length < LENGTH) prefix += LETTERS[random.int(0, LETTERS.length)]!;
  return prefix;
}

/** The index of the entry that made a token. Errors: undefined where it is no token. */
export function tokenIndex(token: string): number | undefined {
  const [, index, ...rest] = token.split('.');
  return index !== undefined && rest.length === 0 && /^\d+$/.test(index)
    ? Number(index)
    : undefined;
}
