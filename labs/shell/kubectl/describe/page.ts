import { calendarTime, EPOCH_SECONDS, SECOND } from '../../../cluster/kernel/index.ts';
import { ageOf, parseTimestamp } from '../../../cluster/api/index.ts';
import { alignTabs, textStyle } from '../../tab-writer.ts';

type Marks = Readonly<Record<string, string>> | undefined;

/**
 * The text of `kubectl describe` while it is written: lines with tabs, indented by level, aligned
 * at the end.
 *
 * Source:  kubectl pkg/describe/describe.go `PrefixWriter`, `printLabelsMultiline` …
 */
export class Page {
  readonly nowSeconds: number;
  #done = '';
  #text = '';

  constructor(nowUs: number) {
    this.nowSeconds = EPOCH_SECONDS + nowUs / SECOND;
  }

  /** Adds a line. Shape: cells are joined by tabs; two blanks for each level stand before them */
  line(level: number, ...cells: readonly (string | number | boolean | undefined)[]): void {
    this.#text += `${'  '.repeat(level)}${cells.map((cell) => cell ?? '').join('\t')}\n`;
  }

  /** What follows is not aligned with what came before. */
  flush(): void {
    this.#done += alignTabs(this.#text, textStyle);
    this.#text = '';
  }

  finish(): string {
    this.flush();
    return this.#done;
  }

  /** A title with the values below one another. */
  list(title: string, values: readonly string[]): void {
    if (values.length === 0) this.line(0, `${title}:`, '<none>');
    for (const [at, value] of values.entries()) this.line(0, at === 0 ? `${title}:` : '', value);
  }

  labels(title: string, labels: Marks): void {
    this.list(
      title,
      sorted(labels).map(([key, value]) => `${key}=${value}`),
    );
  }

  annotations(annotations: Marks): void {
    const lines = sorted(annotations)
      .filter(([key]) => key !== LAST_APPLIED)
      .flatMap(([key, value]) => formatAnnotation(key, value.replace(/\n$/, '')));
    this.list('Annotations', lines);
  }

  /** Shape: `Mon, 23 Nov 2026 08:42:44 +0000` */
  time(timestamp: string | null | undefined): string {
    const seconds = parseTimestamp(timestamp ?? undefined);
    if (seconds === undefined) return ZERO_TIME;
    const at = calendarTime((Math.floor(seconds) - EPOCH_SECONDS) * SECOND);
    const pad = (value: number): string => String(value).padStart(2, '0');
    const date = `${pad(at.day)} ${months[at.month - 1]} ${at.year}`;
    const time = `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
    return `${weekdays[at.weekday]}, ${date} ${time} +0000`;
  }

  since(timestamp: string | null | undefined): string {
    return ageOf(timestamp ?? undefined, this.nowSeconds);
  }
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ZERO_TIME = 'Mon, 01 Jan 0001 00:00:00 +0000';
const ANNOTATION_MAX = 140;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];

function sorted(marks: Marks): [string, string][] {
  return Object.entries(marks ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A long value stands on lines of its own. */
function formatAnnotation(key: string, value: string): string[] {
  if (value.length + key.length + 2 <= ANNOTATION_MAX && !value.includes('\n')) {
    return [`${key}: ${value}`];
  }
  const most = ANNOTATION_MAX - 2;
  const shorten = (text: string): string =>
    text.length > most ? `${text.slice(0, most)}...` : text;
  return [`${key}:`, ...value.split('\n').map((line) => `  ${shorten(line)}`)];
}
