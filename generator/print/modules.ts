import type { Contract } from '../contract/model.ts';
import { divide } from './divide.ts';
import { type Model, modelsOf } from './models.ts';

/** Lines of a file of models that is divided no further; with its validators it stays below 10,000. */
const mostLines = 4_000;

const known = new WeakMap<Contract, ReadonlyMap<string, string>>();

/**
 * The part of `models` and `validators/models` in which each model stands, by name: empty when one file holds them all,
 * else a few letters.
 */
export function modelParts(contract: Contract): ReadonlyMap<string, string> {
  const parts = known.get(contract) ?? divide(modelsOf(contract).list.map(weighed), mostLines);
  known.set(contract, parts);
  return parts;
}

const weighed = ({ name, schema }: Model) => ({ name, weight: linesOf(JSON.stringify(schema.use.raw)) });

/** About how many lines the type or the validator of a schema takes, by its JSON text. */
export const linesOf = (json: string): number => Math.ceil(json.length / 30);
