import { forbiddenField, invalidValue, required, tooLong, type FieldError } from './field-error.ts';
import { isLabelValue, isQualifiedName } from './name-rule.ts';
import type { KubeObject, ObjectMeta } from './object.ts';

/** Units: bytes of keys and values together. Source: `TotalAnnotationSizeLimitB` */
const ANNOTATIONS_MAX = 262_144;

interface MetaRules {
  readonly isNamespaced: boolean;
  checkName(name: string): string[];
}

/**
 * Checks what all objects have in common.
 *
 * Source: apimachinery api/validation/objectmeta.go `ValidateObjectMeta`, `…Update`
 */
export function checkMeta(object: KubeObject, rules: MetaRules, old?: KubeObject): FieldError[] {
  const { metadata } = object;
  const errors = checkNames(metadata, rules);
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    for (const why of isQualifiedName(key)) errors.push(invalidValue('metadata.labels', key, why));
    for (const why of isLabelValue(value)) errors.push(invalidValue('metadata.labels', value, why));
  }
  errors.push(...checkAnnotations(metadata.annotations ?? {}));
  return old ? [...errors, ...checkKept(metadata, old.metadata)] : errors;
}

function checkNames({ name = '', generateName, namespace }: ObjectMeta, rules: MetaRules) {
  const errors: FieldError[] = [];
  if (generateName !== undefined && generateName !== '') {
    for (const why of rules.checkName(generateName.replace(/-$/, 'a'))) {
      errors.push(invalidValue('metadata.generateName', generateName, why));
    }
  }
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else {
    for (const why of rules.checkName(name)) errors.push(invalidValue('metadata.name', name, why));
  }
  if (!rules.isNamespaced && namespace) {
    errors.push(forbiddenField('metadata.namespace', 'not allowed on this type'));
  }
  return errors;
}

function checkAnnotations(annotations: Record<string, string>): FieldError[] {
  let size = 0;
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(annotations)) {
    size += key.length + value.length;
    for (const why of isQualifiedName(key.toLowerCase())) {
      errors.push(invalidValue('metadata.annotations', key, why));
    }
  }
  return size > ANNOTATIONS_MAX
    ? [...errors, tooLong('metadata.annotations', ANNOTATIONS_MAX)]
    : errors;
}

const immutableFields = ['name', 'namespace', 'uid', 'creationTimestamp'] as const;

function checkKept(metadata: ObjectMeta, old: ObjectMeta): FieldError[] {
  return immutableFields
    .filter((field) => metadata[field] !== old[field])
    .map((field) => {
      return invalidValue(`metadata.${field}`, metadata[field] ?? '', 'field is immutable');
    });
}
