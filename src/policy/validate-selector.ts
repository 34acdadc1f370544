import type { Path } from '../finding.ts';
import type { LabelSelector, Requirement } from './api.ts';
import { forbidden, type Invalid, invalid, ofHolder, required } from './invalid.ts';
import { labelValueFaults, qualifiedNameFaults } from './names.ts';

/** apimachinery pkg/apis/meta/v1/validation, ValidateLabelSelector. */
export function validateSelector(selector: LabelSelector, path: Path): readonly Invalid[] {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return [
    ...validateLabels(matchLabels, [...path, 'matchLabels']),
    ...matchExpressions.flatMap((one, i) => validateRequirement(one, [...path, 'matchExpressions', i])),
  ];
}

/** Keys and values of labels. Go looks at them in no order at all, so they are told by their keys. */
export function validateLabels(labels: Readonly<Record<string, string>>, path: Path): readonly Invalid[] {
  const isFine = Object.entries(labels).every(
    ([key, value]) => qualifiedNameFaults(key).length === 0 && labelValueFaults(value).length === 0,
  );
  if (isFine) return [];
  return sortedEntries(labels).flatMap(([key, value]) => [
    ...ofHolder(qualifiedNameFaults(key).map((words) => invalid('label-key', [...path, key], key, words))),
    ...ofHolder(labelValueFaults(value).map((words) => invalid('label-value', [...path, key], value, words))),
  ]);
}

/** The entries of a map in the order of their keys. */
export function sortedEntries(map: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(map).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function validateRequirement({ key, operator, values = [] }: Requirement, path: Path): readonly Invalid[] {
  return [
    ...validateOperator(operator, values, path),
    ...qualifiedNameFaults(key).map((words) => invalid('label-key', [...path, 'key'], key, words)),
    ...values.flatMap((value, i) =>
      labelValueFaults(value).map((words) => invalid('label-value', [...path, 'values', i], value, words)),
    ),
  ];
}

function validateOperator(operator: string, values: readonly string[], path: Path): readonly Invalid[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [required('values-missing', [...path, 'values'], "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return [];
      return [
        forbidden(
          'values-given',
          [...path, 'values'],
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      ];
    default:
      return [invalid('operator', [...path, 'operator'], operator, 'not a valid selector operator')];
  }
}
