import { SECOND } from '../../kernel/index.ts';
import type { Findings } from './findings.ts';

const UNSIGNED_MAX = 4_294_967_295;

/**
 * Reads numbers as keepalived does: it says what is wrong with one, and then, unless the file is
 * only tested or the value is too important, makes do with the digits that it begins with.
 *
 * Source:  keepalived 2.2.7 lib/parser.c `read_int_func`, `read_unsigned_func`,
 *          `read_decimal_unsigned_long_func`
 */
export class Numbers {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** A whole number, not negative. Errors: undefined where it is of no use */
  unsigned(text: string, min: number, max: number, isLenient = true): number | undefined {
    const warning = isLenient && !this.#findings.isTest ? 'WARNING - ' : '';
    if (text.startsWith('-')) {
      this.#findings.report(`${warning}negative number '${text}'`);
      return undefined;
    }
    const value = Number.parseInt(text, 10);
    const isWhole = /^\d+$/.test(text);
    if (!isWhole) this.#findings.report(`${warning}invalid number '${text}'`);
    else if (value > UNSIGNED_MAX) {
      this.#findings.report(`${warning}number '${text}' outside unsigned integer range`);
    } else if (value < min || value > max) this.#outside(text, min, max);
    return isWhole || warning !== '' ? within(value, min, max) : undefined;
  }

  /** A whole number. Errors: undefined where it is of no use */
  signed(text: string, min: number, max: number): number | undefined {
    const warning = this.#findings.isTest ? '' : 'WARNING - ';
    const value = Number.parseInt(text, 10);
    const isWhole = /^[-+]?\d+$/.test(text);
    if (!isWhole) this.#findings.report(`${warning}invalid number '${text}'`);
    else if (value < min || value > max) this.#outside(text, min, max);
    return isWhole || warning !== '' ? within(value, min, max) : undefined;
  }

  /**
   * A time with up to six decimals.
   *
   * Units:   seconds in the text, microseconds in `min`, `max` and what comes out
   * Errors:  undefined where it is of no use
   */
  time(text: string, min: number, max: number): number | undefined {
    const warning = this.#findings.isTest ? '' : 'WARNING - ';
    if (text.startsWith('-')) {
      this.#findings.report(`${warning}negative number '${text}'`);
      return undefined;
    }
    const [whole = '', decimals = ''] = text.split('.');
    if (decimals.length > 6) {
      this.#findings.report(`${warning}number '${text}' has too many decimal places`);
    }
    const digits = whole + decimals.slice(0, 6).padEnd(6, '0');
    const value = Number.parseInt(digits, 10) || 0;
    if (!/^\d+$/.test(digits)) this.#findings.report(`${warning}invalid number '${text}'`);
    else if (value < min || value > max) {
      const range = `[${formatDecimal(min)}, ${formatDecimal(max)}]`;
      this.#findings.report(`${warning}number '${text}' outside range ${range}`);
    }
    return within(value, min, max);
  }

  #outside(text: string, min: number, max: number): void {
    this.#findings.report(`number '${text}' outside range [${min}, ${max}]`);
  }
}

function within(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max ? value : undefined;
}

/** Shape: `0.010000` for 10,000 µs */
export function formatDecimal(us: number): string {
  return `${Math.floor(us / SECOND)}.${String(us % SECOND).padStart(6, '0')}`;
}
