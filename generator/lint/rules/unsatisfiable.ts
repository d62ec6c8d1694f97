import { child, isObject } from '../../json/pointer.ts';
import { contradiction } from '../contradiction.ts';
import type { Finding, LintRule } from '../finding.ts';

const ranges = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

/** A schema that its own keywords leave without any value. */
export const unsatisfiable: LintRule = ({ schemas }) =>
  schemas.flatMap(({ schema, pointer }) => {
    const found = (keyword: string, message: string): Finding => ({
      code: 'unsatisfiable',
      severity: 'error',
      pointer: child(pointer, keyword),
      message: `no value fits: ${message}`,
    });
    const findings = ranges.flatMap(([low, high]) => {
      const [least, most] = [schema[low], schema[high]];
      const crossed = typeof least === 'number' && typeof most === 'number' && least > most;
      return crossed ? [found(low, `${low} ${least} is above ${high} ${most}`)] : [];
    });
    const { enum: values, required, properties } = schema;
    if (Array.isArray(values) && values.length > 0) {
      const whys = values.map((value) => contradiction(schema, value));
      if (whys.every((why) => why !== undefined))
        findings.push(found('enum', `each value of the enum ${whys[0]}`));
    }
    for (const name of Array.isArray(required) ? (required as readonly unknown[]) : []) {
      if (isObject(properties) && typeof name === 'string' && Object.hasOwn(properties, name)) {
        if ((properties[name] as unknown) === false)
          findings.push(found('required', `${name} is required and false`));
      }
    }
    return findings;
  });
