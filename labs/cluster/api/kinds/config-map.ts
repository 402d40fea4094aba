import { forbiddenField, invalidValue, tooLong, type FieldError } from '../field-error.ts';
import { defineKind, type Kind } from '../kind.ts';
import { isConfigMapKey, isDnsSubdomain } from '../name-rule.ts';
import { isSame, type KubeObject } from '../object.ts';
import { ageColumn, nameColumn, otherDescriptions } from './column-table.ts';

export interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
  immutable?: boolean;
}

/** Units: bytes of all values. Source: core/validation `MaxSecretSize` */
const CONFIG_MAP_MAX = 1_048_576;

export const configMapKind: Kind<ConfigMap> = defineKind<ConfigMap>({
  kind: 'ConfigMap',
  shortNames: ['cm'],
  storageVersionHash: 'qFsyl6wFWjQ=',
  columns: [
    nameColumn,
    {
      name: 'Data',
      description: otherDescriptions.data,
      cell: ({ data = {}, binaryData = {} }) =>
        String(Object.keys(data).length + Object.keys(binaryData).length),
    },
    ageColumn,
  ],
  checkName: isDnsSubdomain,
  validate: (map, old) => [...checkData(map), ...checkImmutable(map, old)],
});

function checkData({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of [...Object.entries(data), ...Object.entries(binaryData)]) {
    size += value.length;
    for (const why of isConfigMapKey(key)) errors.push(invalidValue(`data[${key}]`, key, why));
  }
  return size > CONFIG_MAP_MAX ? [...errors, tooLong('[]', CONFIG_MAP_MAX)] : errors;
}

function checkImmutable(map: ConfigMap, old: ConfigMap | undefined): FieldError[] {
  if (!old?.immutable) return [];
  const errors: FieldError[] = [];
  if (!map.immutable)
    errors.push(forbiddenField('immutable', 'field is immutable when `immutable` is set'));
  if (!isSame(map.data ?? {}, old.data ?? {})) {
    errors.push(forbiddenField('data', 'field is immutable when `immutable` is set'));
  }
  return errors;
}
