import type { SchemaDialect } from 'openapi-plumbline';
import { defaultLimits, levels, type MfjsLevel } from './complaint.ts';
import { checkMfjs } from './mfjs.ts';

/** Moonshot Flavored JSON Schema for `plumbline check-schema`. */
export const mfjs: SchemaDialect = {
  name: 'mfjs',
  levels,
  defaultLevel: 'strict',
  limits: { ...defaultLimits },
  check: (text, { level, limits }) => checkMfjs(text, { level: level as MfjsLevel, limits }),
};
