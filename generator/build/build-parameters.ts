import type { Contract, Parameter, ParameterLocation, ParameterStyle } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { buildContent, examplesOf } from './build-bodies.ts';
import { resolveReference } from './resolve.ts';

const defaultStyle: { readonly [location in ParameterLocation]: ParameterStyle } = {
  path: 'simple',
  header: 'simple',
  query: 'form',
  cookie: 'form',
  querystring: 'form',
};

/** Headers that are said elsewhere in the document; a parameter of that name is ignored, as the specification says. */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization']);

/** The parameters of several lists, a later one replacing an earlier one of the same name and location. */
export function buildParameters(contract: Contract, lists: readonly Pointer[]): readonly Parameter[] {
  const merged = new Map<string, Parameter>();
  for (const list of lists) {
    const items = valueAt(contract.document, list);
    for (const index of (Array.isArray(items) ? items : []).keys()) {
      const parameter = buildParameter(contract, child(list, index));
      if (parameter !== undefined) merged.set(`${parameter.in} ${parameter.name}`, parameter);
    }
  }
  return [...merged.values()];
}

function buildParameter(contract: Contract, place: Pointer): Parameter | undefined {
  const { value, pointer } = resolveReference(contract.document, place);
  const name = String(value['name'] ?? '');
  const location = String(value['in']) as ParameterLocation;
  if (!Object.hasOwn(defaultStyle, location) || name === '') return undefined;
  if (location === 'header' && ignoredHeaders.has(name.toLowerCase())) return undefined;
  const style = (
    typeof value['style'] === 'string' ? value['style'] : defaultStyle[location]
  ) as ParameterStyle;
  const content =
    value['content'] === undefined ? undefined : buildContent(contract, child(pointer, 'content'))[0];
  return {
    name,
    in: location,
    required: location === 'path' || value['required'] === true,
    deprecated: value['deprecated'] === true,
    ...(typeof value['description'] === 'string' ? { description: value['description'] } : {}),
    style,
    explode:
      typeof value['explode'] === 'boolean' ? value['explode'] : style === 'form' || style === 'cookie',
    allowReserved: value['allowReserved'] === true,
    ...(isObject(value['schema']) || typeof value['schema'] === 'boolean'
      ? { schema: contract.schemaAt(child(pointer, 'schema')) }
      : {}),
    ...(content === undefined ? {} : { content }),
    examples: examplesOf(contract, value, pointer),
    pointer,
  };
}
