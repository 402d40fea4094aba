/**
 * YAML as kubectl prints it: keys sorted, lists not indented, strings quoted only where they must
 * be.
 *
 * Source:  sigs.k8s.io/yaml over go-yaml v2: encode.go `stringv`, emitterc.go
 *          `yaml_emitter_analyze_scalar`
 */
export function formatYaml(value: unknown): string {
  return `${block(value, '')}\n`;
}

function block(value: unknown, indent: string): string {
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `${indent}- ${block(item, `${indent}  `).trimStart()}`).join('\n');
  }
  const entries = mapEntries(value);
  if (entries.length === 0) return indent + scalar(value, indent);
  return entries.map(([key, inner]) => `${indent}${key}:${field(inner, indent)}`).join('\n');
}

/** What stands after a key. */
function field(value: unknown, indent: string): string {
  if (Array.isArray(value) && value.length > 0) return `\n${block(value, indent)}`;
  if (mapEntries(value).length > 0) return `\n${block(value, `${indent}  `)}`;
  return ` ${scalar(value, indent)}`;
}

function mapEntries(value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key.includes('\n') ? JSON.stringify(key) : quote(key), inner]);
}

function scalar(value: unknown, indent: string): string {
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object' && value !== null) return '{}';
  if (typeof value !== 'string') return String(value);
  return value.includes('\n') ? literal(value, `${indent}  `) : quote(value);
}

/** A text of several lines. With blanks at a line's end or odd characters it has to be quoted. */
function literal(text: string, indent: string): string {
  if (/ (\n|$)|[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\ud800-\udfff]/.test(text)) {
    return JSON.stringify(text);
  }
  const ends = /\n*$/.exec(text)![0].length;
  const chomping = ends === 0 ? '-' : ends === 1 && text !== '\n' ? '' : '+';
  const lead = /^[ \n]/.test(text) ? '2' : '';
  const lines = text.slice(0, text.length - Math.min(ends, 1)).split('\n');
  const body = lines.map((line) => (line === '' ? '' : indent + line)).join('\n');
  return `|${lead}${chomping}\n${body}`;
}

/** Texts that YAML 1.1 would read as something else than text. */
const otherwise = [
  /^(|~|null|Null|NULL|<<)$/,
  /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF|true|True|TRUE|false|False|FALSE)$/,
  /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[\da-fA-F_]+|\d[\d_]*)$/,
  /^[-+]?(\.\d+|\d[\d_]*(\.[\d_]*)?)([eE][-+]?\d+)?$/,
  /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/,
  /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/,
  /^\d{4}-\d\d?-\d\d?([Tt ]\d|$)/,
];

function quote(text: string): string {
  if (otherwise.some((pattern) => pattern.test(text))) return JSON.stringify(text);
  if (/[\u0000-\u001f\u007f]/.test(text)) return JSON.stringify(text);
  const isPlain = !/^[ #,[\]{}&*!|>'"%@`]|^[-?:]( |$)|^(---|\.\.\.)|: |:$| #| $/.test(text);
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`;
}
