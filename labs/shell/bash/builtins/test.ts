import { compareNumbers, testFilePair } from '../conditional.ts';
import { testFile } from '../file-test.ts';
import type { Shell } from '../shell.ts';
import type { Builtin } from './builtin.ts';

const binaryOperators = /^(=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/;

/** Evaluates what stands in `[ … ]`, by the number of words as POSIX has it. */
class Expression {
  readonly #shell: Shell;
  readonly #words: readonly string[];
  #at = 0;
  error: string | undefined;

  constructor(shell: Shell, words: readonly string[]) {
    this.#shell = shell;
    this.#words = words;
  }

  evaluate(): boolean {
    const { length } = this.#words;
    if (length === 0) return false;
    const [first = '', second = '', third = ''] = this.#words;
    if (length === 1) return first !== '';
    if (length === 2 && first === '!') return second === '';
    if (length === 2) return this.#unary(first, second);
    if (length === 3 && binaryOperators.test(second)) return this.#binary(first, second, third);
    if (length === 3 && first !== '!' && first !== '(' && !/^-[ao]$/.test(second)) {
      return this.#fail(`${second}: binary operator expected`);
    }
    const value = this.#or();
    if (this.#at < length) this.#fail('too many arguments');
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#words[this.#at] === '-o') {
      this.#at++;
      const right = this.#and();
      value ||= right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#primary();
    while (this.#words[this.#at] === '-a') {
      this.#at++;
      const right = this.#primary();
      value &&= right;
    }
    return value;
  }

  #primary(): boolean {
    const [word, next, after] = this.#words.slice(this.#at, this.#at + 3);
    if (word === undefined) return this.#fail('argument expected');
    if (next !== undefined && after !== undefined && binaryOperators.test(next)) {
      this.#at += 3;
      return this.#binary(word, next, after);
    }
    this.#at++;
    if (word === '!') return !this.#primary();
    if (word === '(') {
      const value = this.#or();
      if (this.#words[this.#at++] !== ')') return this.#fail("`)' expected");
      return value;
    }
    if (/^-[a-zA-Z]$/.test(word) && next !== undefined && next !== '-a' && next !== '-o') {
      this.#at++;
      return this.#unary(word, next);
    }
    return word !== '';
  }

  #unary(operator: string, word: string): boolean {
    return (
      testFile(this.#shell, operator, word) ?? this.#fail(`${operator}: unary operator expected`)
    );
  }

  #binary(left: string, operator: string, right: string): boolean {
    if (operator === '=' || operator === '==') return left === right;
    if (operator === '!=') return left !== right;
    if (operator === '<') return left < right;
    if (operator === '>') return left > right;
    if (/^-(nt|ot|ef)$/.test(operator)) return testFilePair(this.#shell, operator, left, right);
    const numbers: bigint[] = [];
    for (const word of [left, right]) {
      const text = word.trim();
      if (!/^[-+]?\d+$/.test(text)) return this.#fail(`${word}: integer expression expected`);
      numbers.push(BigInt(text.replace('+', '')));
    }
    return compareNumbers(operator, numbers[0]!, numbers[1]!) ?? false;
  }

  #fail(message: string): false {
    this.error ??= message;
    return false;
  }
}

export const test: Builtin = function* (shell, argv) {
  const [name = 'test', ...words] = argv;
  if (name === '[' && words.pop() !== ']') {
    yield* shell.complain("[: missing `]'");
    return 2;
  }
  const expression = new Expression(shell, words);
  const isTrue = expression.evaluate();
  if (expression.error !== undefined) {
    yield* shell.complain(`${name}: ${expression.error}`);
    return 2;
  }
  return isTrue ? 0 : 1;
};
