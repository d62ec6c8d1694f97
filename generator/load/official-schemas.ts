import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Dialect } from '../contract/model.ts';
import { child, instanceTokensOf, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { inPlaceKeywords } from '../schema/keywords.ts';
import { officialValidator } from './official-validators.ts';
import { eachPart, type Place } from './places.ts';

/** One thing that the schemas of the OpenAPI Initiative do not allow. */
export interface Violation {
  readonly pointer: Pointer;
  readonly keyword: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Every way in which a document is not what the official schemas say: all of them, the deepest first. */
export function violationsOf(
  document: Readonly<Record<string, unknown>>,
  dialect: Dialect,
): readonly Violation[] {
  const validate = officialValidator(dialect);
  const found = validate(document) ? [] : causesOf(validate.errors ?? [], '#');
  return dialect === '3.0' || !usesBase(document) ? found : [...found, ...schemaViolations(document)];
}

/** From 3.1 on, OpenAPI's schema leaves Schema Objects to the dialect that they are written in. */
const usesBase = ({ jsonSchemaDialect: dialect }: Readonly<Record<string, unknown>>): boolean =>
  typeof dialect !== 'string' || /spec\.openapis\.org|2020-12/.test(dialect);

/** What the schemas of a document have against the meta-schema of 2020-12. */
function schemaViolations(document: unknown): readonly Violation[] {
  const validate = officialValidator('2020-12');
  const found: Violation[] = [];
  const look = (value: unknown, place: Place, pointer: Pointer): void => {
    if (place !== 'schema') {
      eachPart(value, place, (key, part, under) => look(part, under, child(pointer, key)));
      return;
    }
    const isOther =
      isObject(value) && typeof value['$schema'] === 'string' && !/2020-12|openapis/.test(value['$schema']);
    if (!isOther && isObject(value) && !validate(value))
      found.push(...causesOf(validate.errors ?? [], pointer));
  };
  look(document, 'document', '#');
  return found;
}

/** Keywords that say only that what they are made of says something. */
const composites = new Set(inPlaceKeywords.filter((keyword) => keyword !== 'not'));

/**
 * What is wrong in itself: a composite says less than its parts, and a member counts as too much where the object is
 * wrong anyway, since the part that would have allowed it was not reached.
 */
function causesOf(all: readonly ErrorObject[], root: Pointer): readonly Violation[] {
  // What is wrong with the name of a member is reported by `propertyNames`.
  const errors = all.filter(
    ({ keyword, propertyName }) => propertyName === undefined || keyword === 'propertyNames',
  );
  const plain = errors.filter(
    ({ keyword }) => !composites.has(keyword) && keyword !== 'unevaluatedProperties',
  );
  const covered = new Set<string>();
  for (const { instancePath } of plain) {
    const steps = instancePath.split('/');
    for (let length = 1; length <= steps.length; length++) covered.add(steps.slice(0, length).join('/'));
  }
  const others = errors.filter(
    ({ keyword, instancePath }) =>
      (composites.has(keyword) || keyword === 'unevaluatedProperties') && !covered.has(instancePath),
  );
  const extra = others.filter(({ keyword }) => keyword === 'unevaluatedProperties');
  const left = plain.length + extra.length > 0 ? [...plain, ...extra] : others;
  return left
    .toSorted((a, b) => b.instancePath.split('/').length - a.instancePath.split('/').length)
    .map(({ instancePath, keyword, message = 'is not valid', params }) => ({
      pointer: pointerOf(root, instancePath),
      keyword,
      message,
      params,
    }));
}

const pointerOf = (root: Pointer, path: string): Pointer => child(root, ...instanceTokensOf(path));
