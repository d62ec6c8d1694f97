import type { Contract, Dialect } from '../../generator/contract/model.ts';
import { jsonPath } from '../../generator/json/json-path.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { enough, type Observation } from './observe.ts';

/**
 * The overlay (OpenAPI Overlay 1.0) with which the contract matches the traffic, one action per observation. Its evidence class
 * is `third-party-measured`.
 */
export function suggestOverlay(
  observations: readonly Observation[],
  { document, dialect }: Pick<Contract, 'document' | 'dialect'>,
  source: string,
): JsonObject {
  return {
    overlay: '1.0.0',
    info: { title: 'What recorded traffic shows', version: '1.0.0' },
    actions: observations.flatMap((observation) => {
      const update = updateFor(observation, dialect);
      if (update === undefined) return [];
      const { kind, name, count, of } = observation;
      return [
        {
          target: jsonPath(document, observation.pointer),
          'x-reason': `${kind.replaceAll('-', ' ')}: ${name}, seen in ${count} of ${of}`,
          'x-evidence': 'third-party-measured',
          'x-source': source,
          update,
        },
      ];
    }),
  };
}

function updateFor({ kind, name, example, count, of }: Observation, dialect: Dialect): unknown {
  switch (kind) {
    case 'undocumented-field':
      return {
        properties: { [name]: schemaLike(example, dialect) },
        ...(count === of && of >= enough ? { required: [name] } : {}),
      };
    case 'always-present':
      return { required: [name] };
    case 'undeclared-enum-value':
      return { enum: [example] };
    case 'undeclared-status':
      return {
        [name]: {
          description: 'Seen in recorded traffic',
          ...(typeof example === 'string' && example !== '' ? { content: { [example]: {} } } : {}),
        },
      };
    case 'undeclared-content-type':
      return { [name]: {} };
    case 'undocumented-operation':
      // One URL does not show which of its parts are parameters.
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** The widest schema that an example suggests: its type only. */
function schemaLike(example: unknown, dialect: Dialect): JsonObject {
  if (example === null) return {};
  if (Array.isArray(example)) return dialect === '3.0' ? { type: 'array', items: {} } : { type: 'array' };
  if (isObject(example)) return { type: 'object' };
  return { type: typeof example };
}
