export type Level = 'NOTICE' | 'WARNING' | 'ALERT';

/** A word about the file: an alert stops HAProxy, a warning does not. */
export interface Finding {
  readonly level: Level;
  readonly text: string;
}

/** Shape: `[ALERT]    (412) : config : …` and a line's end, as HAProxy writes to its stderr. */
export function formatFinding(pid: number, level: Level, text: string): string {
  return `${`[${level}]`.padEnd(10)} (${pid}) : ${text}\n`;
}

/** What was found in one reading of the configuration. */
export class Findings {
  readonly all: Finding[] = [];

  get hasAlert(): boolean {
    return this.all.some(({ level }) => level === 'ALERT');
  }

  alert(text: string): void {
    this.all.push({ level: 'ALERT', text });
  }

  warn(text: string): void {
    this.all.push({ level: 'WARNING', text });
  }
}
