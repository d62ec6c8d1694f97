import type { SchemaDialect } from 'openapi-plumbline';
import { checkMfjs } from '../sdk/mfjs/mfjs.ts';
import { defaultLimits, levels, type MfjsLevel } from '../sdk/mfjs/mfjs-error.ts';

/** Moonshot Flavored JSON Schema for `plumbline check-schema`. */
export const mfjs: SchemaDialect = {
  name: 'mfjs',
  levels,
  defaultLevel: 'strict',
  limits: { ...defaultLimits },
  check: (text, { level, limits }) => checkMfjs(text, { level: level as MfjsLevel, limits }),
};
