/**
 * Which texts may be names, labels and keys, and what is said of those that may not.
 *
 * Errors:  the sentences; none where the text is good
 * Source:  apimachinery util/validation/validation.go
 */
type NameRule = (text: string) => string[];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const CONFIG_MAP_KEY = '[-._a-zA-Z0-9]+';

const ALPHANUMERIC_ENDS = 'and must start and end with an alphanumeric character';

const whole = new Map(
  [LABEL, SUBDOMAIN, QUALIFIED, LABEL_VALUE, CONFIG_MAP_KEY].map((pattern) => [
    pattern,
    new RegExp(`^(?:${pattern})$`),
  ]),
);

function isWhole(pattern: string, text: string): boolean {
  return whole.get(pattern)!.test(text);
}

function say(what: string, examples: readonly string[], pattern: string): string {
  const shown = examples.map((example) => `'${example}'`).join(',  or ');
  return `${what} (e.g. ${shown}, regex used for validation is '${pattern}')`;
}

function atMost(length: number): string {
  return `must be no more than ${length} bytes`;
}

export const isDnsSubdomain: NameRule = (text) => {
  const errors = text.length > 253 ? [atMost(253)] : [];
  if (isWhole(SUBDOMAIN, text)) return errors;
  const what =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or " +
    `'.', ${ALPHANUMERIC_ENDS}`;
  return [...errors, say(what, ['example.com'], SUBDOMAIN)];
};

export const isDnsLabel: NameRule = (text) => {
  const errors = text.length > 63 ? [atMost(63)] : [];
  if (isWhole(LABEL, text)) return errors;
  const what =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
    ALPHANUMERIC_ENDS;
  return [...errors, say(what, ['my-name', '123-abc'], LABEL)];
};

/** The name of a label or an annotation: `app`, `example.com/app`. */
export const isQualifiedName: NameRule = (text) => {
  const what =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
    'alphanumeric character';
  const parts = text.split('/');
  if (parts.length > 2) {
    const optional = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [
      `a qualified name ${say(what, ['MyName', 'my.name', '123-abc'], QUALIFIED)}${optional}`,
    ];
  }
  const name = parts.at(-1)!;
  const errors = parts.length === 2 ? prefixErrors(parts[0]!) : [];
  if (name === '') return [...errors, 'name part must be non-empty', nameShape(what)];
  if (name.length > 63) errors.push(`name part ${atMost(63)}`);
  return isWhole(QUALIFIED, name) ? errors : [...errors, nameShape(what)];
};

function nameShape(what: string): string {
  return `name part ${say(what, ['MyName', 'my.name', '123-abc'], QUALIFIED)}`;
}

function prefixErrors(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return isDnsSubdomain(prefix).map((error) => `prefix part ${error}`);
}

export const isLabelValue: NameRule = (text) => {
  const errors = text.length > 63 ? [atMost(63)] : [];
  if (isWhole(LABEL_VALUE, text)) return errors;
  const what =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or " +
    `'.', ${ALPHANUMERIC_ENDS}`;
  return [...errors, say(what, ['MyValue', 'my_value', '12345'], LABEL_VALUE)];
};

export const isConfigMapKey: NameRule = (text) => {
  const errors = text.length > 253 ? [atMost(253)] : [];
  if (isWhole(CONFIG_MAP_KEY, text)) {
    if (text === '.' || text === '..') return [...errors, `must not be '${text}'`];
    return text.startsWith('..') ? [...errors, "must not start with '..'"] : errors;
  }
  const what = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  return [...errors, say(what, ['key.name', 'KEY_NAME', 'key-name'], CONFIG_MAP_KEY)];
};
