import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Dialect } from '../contract/model.ts';
import { compilePattern } from '../json/pattern.ts';
import { child, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { Draft } from './draft.ts';
import { eachPart, type Place } from './places.ts';
import type { Repair } from './repair.ts';

/**
 * Formats of OpenAPI's registry (https://spec.openapis.org/registry/format/) beside those that are checked. They say what
 * a value is for, and any value of the type has them.
 */
const annotations = new Set([
  ...['int8', 'int16', 'uint8', 'uint16', 'uint32', 'uint64', 'int64', 'int32', 'float', 'double'],
  ...['single-float', 'decimal', 'decimal128', 'double-int', 'char', 'commonmark', 'html', 'media-range'],
  ...['http-date', 'base64url', 'binary', 'byte', 'password', 'duration', 'idn-email', 'idn-hostname', 'iri'],
  ...[
    'iri-reference',
    'date-time-local',
    'time-local',
    'sf-binary',
    'sf-boolean',
    'sf-decimal',
    'sf-integer',
  ],
  ...['sf-string', 'sf-token', 'uri-template', 'regex', 'unixtime', 'file', 'datetime', 'timestamp'],
]);

/**
 * A document without keywords of schemas that cannot be read: patterns in the syntax of another language
 * (`(?i)`, `\A`, possessive quantifiers). Formats that are not known check nothing; each is reported once.
 */
export function withoutUnreadable(
  document: Record<string, unknown>,
  dialect: Dialect,
): { readonly document: Record<string, unknown>; readonly repairs: readonly Repair[] } {
  const repairs: Repair[] = [];
  const formats = new Set<string>();
  let draft: Draft | undefined;
  const leaveOut = (pointer: Pointer, message: string): void => {
    draft ??= new Draft(document);
    draft.remove(pointer);
    repairs.push({ code: 'unreadable-keyword', pointer, message, written: pointer });
  };
  const path: (string | number)[] = [];
  const at = (...tokens: readonly string[]): Pointer => child('#', ...path, ...tokens);
  const look = (value: unknown, place: Place): void => {
    if (place === 'schema' && isObject(value)) {
      const { pattern, patternProperties, format } = value;
      if (typeof pattern === 'string' && compilePattern(pattern) === undefined)
        leaveOut(at('pattern'), unreadable(pattern));
      if (isObject(patternProperties) && dialect !== '3.0')
        for (const each of Object.keys(patternProperties))
          if (compilePattern(each) === undefined) {
            leaveOut(at('patternProperties', each), unreadable(each));
            // Members that the pattern may mean are not to be refused by what is left.
            for (const key of ['additionalProperties', 'unevaluatedProperties'])
              if (isObject(value[key]) || value[key] === false)
                leaveOut(at(key), `${key} is left out too, since it refuses what the pattern may allow`);
          }
      if (typeof format === 'string' && !isKnown(format) && !formats.has(format)) {
        formats.add(format);
        repairs.push({
          code: 'unknown-format',
          pointer: at('format'),
          message: `the format ${JSON.stringify(format)} is not known: nothing is checked by it`,
        });
      }
    }
    eachPart(value, place, (key, part, under) => {
      path.push(key);
      look(part, under);
      path.pop();
    });
  };
  look(document, 'document');
  return { document: draft?.document ?? document, repairs };
}

const isKnown = (format: string): boolean => Object.hasOwn(fullFormats, format) || annotations.has(format);

const unreadable = (pattern: string): string =>
  `${JSON.stringify(pattern)} is not a regular expression of ECMAScript: it is left out, so nothing is checked by it`;
