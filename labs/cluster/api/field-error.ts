/** What is wrong with one field. `text` is the sentence without the field's name. */
export interface FieldError {
  readonly field: string;
  readonly reason: string;
  readonly text: string;
}

/** Source: apimachinery util/validation/field/errors.go, for the words of all below. */
export function required(field: string, why = ''): FieldError {
  const text = why === '' ? 'Required value' : `Required value: ${why}`;
  return { field, reason: 'FieldValueRequired', text };
}

export function invalidValue(field: string, value: unknown, why: string): FieldError {
  const shown = typeof value === 'object' || typeof value === 'string';
  const text = `Invalid value: ${shown ? JSON.stringify(value) : String(value)}: ${why}`;
  return { field, reason: 'FieldValueInvalid', text };
}

export function forbiddenField(field: string, why: string): FieldError {
  return { field, reason: 'FieldValueForbidden', text: `Forbidden: ${why}` };
}

export function duplicate(field: string, value: unknown): FieldError {
  const text = `Duplicate value: ${JSON.stringify(value)}`;
  return { field, reason: 'FieldValueDuplicate', text };
}

/** Shape: `Unsupported value: "x": supported values: "a", "b"` */
export function unsupported(field: string, value: string, known: readonly string[]): FieldError {
  const list = known.map((one) => JSON.stringify(one)).join(', ');
  const text = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`;
  return { field, reason: 'FieldValueNotSupported', text };
}

export function tooLong(field: string, bytes: number): FieldError {
  const text = `Too long: may not be more than ${bytes} bytes`;
  return { field, reason: 'FieldValueTooLong', text };
}
