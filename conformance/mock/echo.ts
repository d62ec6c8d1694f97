import { createHash } from 'node:crypto';
import type { Contract, SchemaUse } from '../../generator/contract/model.ts';
import { valueIn, withValueIn } from '../../generator/contract/resources.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import type { Validate } from '../validate.ts';
import { bytesOf } from './file-bytes.ts';
import { completed } from './store/merge.ts';

/** Members in which responses describe an uploaded file, and their values. */
const fileFacts: readonly (readonly [RegExp, (file: File) => unknown])[] = [
  ...['sha1', 'sha256', 'sha512', 'md5'].map(
    (algorithm) =>
      [
        new RegExp(`^(?:(?:file|content)_?)?${algorithm.replace(/^sha/, 'sha[_-]?')}$`, 'i'),
        (file: File) => hashOf(file, algorithm),
      ] as const,
  ),
  [/^(?:original_?|file_?)?name$/i, ({ name }) => name],
  [/^(?:bytes|(?:file_?)?size|content_?length)$/i, ({ size }) => size],
  [/^(?:mime_?|content_?|media_?)type$/i, ({ type }) => type],
];

function hashOf(file: File, algorithm: string): string | undefined {
  const bytes = bytesOf(file);
  return bytes === undefined ? undefined : createHash(algorithm).update(bytes).digest('hex');
}

/** Each tried member costs a validation of the whole. */
const most = 200;

/**
 * Repeats the sent values in members of the same name where they are valid, also below members of the same name. `again` samples
 * another response.
 */
export const createEcho =
  (contract: Contract, validate: Validate) =>
  (use: SchemaUse, sampled: unknown, sent: unknown, again: (attempt: number) => unknown): unknown => {
    let body = sampled;
    let tried = 0;
    const put = (path: readonly string[], value: unknown): boolean => {
      if (tried++ >= most) return false;
      const candidate = withValueIn(body, path, value);
      if (validate(use.pointer, candidate, 'response').length > 0) return false;
      body = candidate;
      return true;
    };
    /** A list of the response to complete a sent one from: the sampled one may be empty. */
    const listAt = (place: readonly string[], before: unknown): unknown =>
      [before, ...[1, 2, 3, 4, 5, 6].map((attempt) => valueIn(again(attempt), place))].find(
        (each) => Array.isArray(each) && each.length > 0,
      );
    const visit = (schema: JsonSchema | undefined, path: readonly string[], given: unknown): void => {
      if (!isObject(given) || !isObject(valueIn(body, path))) return;
      for (const [name, value] of Object.entries(given)) {
        if (value instanceof File) {
          // What was sent beside the file under that name is what the client calls it.
          for (const [pattern, factOf] of fileFacts)
            for (const member of Object.keys(Object(valueIn(body, path))))
              if (pattern.test(member) && given[member] === undefined) put([...path, member], factOf(value));
          continue;
        }
        const member = memberSchema(contract, schema, name);
        if (member === undefined || value instanceof Blob) continue;
        const place = [...path, name];
        const before = valueIn(body, place);
        // Members that were not sent, such as the id, stay.
        const whole = isObject(before) && isObject(value) ? { ...before, ...value } : value;
        if (put(place, whole)) continue;
        if (Array.isArray(value)) put(place, completed(value, listAt(place, before)));
        else visit(member, place, value);
      }
    };
    visit(use.normal.schema, [], sent);
    return body;
  };
