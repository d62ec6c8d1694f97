import type { Contract, Operation, Parameter } from '../../generator/contract/model.ts';
import { findMediaType, isForm } from '../../generator/json/media-type.ts';
import { child, isObject } from '../../generator/json/pointer.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { Validate } from '../validate.ts';

/** One reason to refuse a request, at one place of it: `body/temperature must be <= 1`. */
export interface Refusal {
  readonly place: string;
  readonly message: string;
  /** The violated keyword in the document. */
  readonly keywordLocation: string;
}

/** Why a call is invalid, the first cause first; empty for a valid call. */
export function validateArguments(
  operation: Operation,
  call: Arguments,
  validate: Validate,
): readonly Refusal[] {
  return [
    ...operation.parameters.flatMap((parameter) => checkParameter(parameter, call, validate)),
    ...checkBody(operation, call, validate),
  ];
}

function checkParameter(parameter: Parameter, call: Arguments, validate: Validate): readonly Refusal[] {
  if (parameter.in === 'querystring') return [];
  const value = call[parameter.in][parameter.name];
  const place = `${parameter.in}/${parameter.name}`;
  if (value === undefined) {
    return parameter.required
      ? [{ place, message: 'is required', keywordLocation: child(parameter.pointer, 'required') }]
      : [];
  }
  const schema = parameter.schema ?? parameter.content?.schema;
  return schema === undefined ? [] : refusals(place, validate(schema.pointer, value, 'request'));
}

function checkBody(operation: Operation, call: Arguments, validate: Validate): readonly Refusal[] {
  const { requestBody } = operation;
  if (requestBody === undefined) return [];
  const { body } = call;
  if (body === undefined) {
    return requestBody.required
      ? [{ place: 'body', message: 'is required', keywordLocation: child(requestBody.pointer, 'required') }]
      : [];
  }
  const schema = findMediaType(requestBody.content, body.contentType)?.schema;
  if (schema === undefined || body.value instanceof Uint8Array) return [];
  return refusals(
    'body',
    validate(schema.pointer, isForm(body.contentType) ? withoutFiles(body.value) : body.value, 'request'),
  );
}

/** A schema validates a file as a string; it cannot constrain the bytes. */
function withoutFiles(value: unknown): unknown {
  if (value instanceof Blob) return '';
  if (Array.isArray(value)) return value.map(withoutFiles);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutFiles(member)]));
}

const refusals = (place: string, errors: ReturnType<Validate>): readonly Refusal[] =>
  errors.map(({ instanceLocation, keywordLocation, message }) => ({
    place: place + instanceLocation,
    message,
    keywordLocation,
  }));

/** The schemas that the document uses most for errors, for responses outside any operation. */
export function commonErrorSchema(contract: Contract): string | undefined {
  const counts = new Map<string, number>();
  for (const { responses } of contract.operations) {
    for (const { status, content } of responses) {
      if (!/^(4|default)/.test(status)) continue;
      for (const { contentType, schema } of content) {
        if (schema !== undefined && contentType.includes('json'))
          counts.set(
            keyOf(schema.raw, schema.pointer),
            (counts.get(keyOf(schema.raw, schema.pointer)) ?? 0) + 1,
          );
      }
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

const keyOf = (raw: unknown, pointer: string): string =>
  isObject(raw) && typeof raw['$ref'] === 'string' ? raw['$ref'] : pointer;
