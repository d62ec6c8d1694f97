import type {
  Contract,
  Encoding,
  Header,
  Link,
  MediaType,
  ParameterStyle,
  RequestBody,
  Response,
} from '../contract/model.ts';
import { isSchema } from '../json/guards.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { mediaTypeExtensions } from './extensions.ts';
import { resolveReference } from './resolve.ts';

const described = (value: JsonObject): { readonly description?: string } =>
  typeof value['description'] === 'string' ? { description: value['description'] } : {};

export function buildRequestBody(contract: Contract, place: Pointer): RequestBody {
  const { value, pointer } = resolveReference(contract.document, place);
  return {
    required: value['required'] === true,
    ...described(value),
    content: buildContent(contract, child(pointer, 'content')),
    pointer,
  };
}

/** The responses in the document's order. */
export function buildResponses(contract: Contract, place: Pointer): readonly Response[] {
  const byStatus = valueAt(contract.document, place);
  const statuses = Object.keys(isObject(byStatus) ? byStatus : {}).filter(
    (status) => !status.startsWith('x-'),
  );
  return statuses.map((status) => {
    const { value, pointer } = resolveReference(contract.document, child(place, status));
    return {
      status: /^[1-5]xx$/i.test(status) ? status.toUpperCase() : status,
      ...described(value),
      headers: headers(contract, child(pointer, 'headers')),
      content: buildContent(contract, child(pointer, 'content')),
      links: links(contract, child(pointer, 'links')),
      pointer,
    };
  });
}

/** The entries of a `content` map. */
export function buildContent(contract: Contract, place: Pointer): readonly MediaType[] {
  const content = valueAt(contract.document, place);
  return Object.keys(isObject(content) ? content : {}).map((contentType) => {
    const { value, pointer } = resolveReference(contract.document, child(place, contentType));
    return {
      contentType,
      ...(isSchema(value['schema']) ? { schema: contract.schemaAt(child(pointer, 'schema')) } : {}),
      ...(isSchema(value['itemSchema'])
        ? { itemSchema: contract.schemaAt(child(pointer, 'itemSchema')) }
        : {}),
      encoding: encodings(value['encoding']),
      examples: examplesOf(contract, value, pointer),
      extensions: mediaTypeExtensions(value),
      pointer,
    };
  });
}

/** `example`, then the values of `examples`; examples that stand in another file are left out. */
export function examplesOf(contract: Contract, holder: JsonObject, pointer: Pointer): readonly unknown[] {
  const named = isObject(holder['examples']) ? Object.keys(holder['examples']) : [];
  const values = named
    .map((name) => resolveReference(contract.document, child(pointer, 'examples', name)).value)
    .filter((example) => Object.hasOwn(example, 'value'))
    .map((example) => example['value']);
  return [...(holder['example'] === undefined ? [] : [holder['example']]), ...values];
}

function encodings(value: unknown): ReadonlyMap<string, Encoding> {
  const entries = Object.entries(isObject(value) ? value : {}).filter(
    (entry): entry is [string, Record<string, unknown>] => isObject(entry[1]),
  );
  return new Map(
    entries.map(([name, encoding]) => [
      name,
      {
        ...(typeof encoding['contentType'] === 'string' ? { contentType: encoding['contentType'] } : {}),
        ...(typeof encoding['style'] === 'string' ? { style: encoding['style'] as ParameterStyle } : {}),
        ...(typeof encoding['explode'] === 'boolean' ? { explode: encoding['explode'] } : {}),
      },
    ]),
  );
}

function headers(contract: Contract, place: Pointer): readonly Header[] {
  const named = valueAt(contract.document, place);
  return Object.keys(isObject(named) ? named : {})
    .filter((name) => name.toLowerCase() !== 'content-type')
    .map((name) => {
      const { value, pointer } = resolveReference(contract.document, child(place, name));
      return {
        name,
        required: value['required'] === true,
        deprecated: value['deprecated'] === true,
        ...described(value),
        ...(isSchema(value['schema']) ? { schema: contract.schemaAt(child(pointer, 'schema')) } : {}),
        pointer,
      };
    });
}

function links(contract: Contract, place: Pointer): readonly Link[] {
  const named = valueAt(contract.document, place);
  return Object.keys(isObject(named) ? named : {}).map((name) => {
    const { value } = resolveReference(contract.document, child(place, name));
    return {
      name,
      ...(typeof value['operationId'] === 'string' ? { operationId: value['operationId'] } : {}),
      ...(typeof value['operationRef'] === 'string' ? { operationRef: value['operationRef'] } : {}),
      parameters: isObject(value['parameters']) ? value['parameters'] : {},
    };
  });
}
