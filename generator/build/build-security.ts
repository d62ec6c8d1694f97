import type { SecurityRequirement, SecurityScheme } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { keyEnvironment } from './extensions.ts';
import { resolveReference } from './resolve.ts';

/** `components/securitySchemes`; the environment variable is the overlay's, else `<API_NAME>_API_KEY`. */
export function buildSecuritySchemes(
  document: JsonObject,
  apiName: string,
): ReadonlyMap<string, SecurityScheme> {
  const place = '#/components/securitySchemes';
  const schemes = valueAt(document, place);
  const names = Object.keys(isObject(schemes) ? schemes : {});
  return new Map(
    names.map((name) => {
      const { value, pointer } = resolveReference(document, child(place, name));
      const text = (key: string) => (typeof value[key] === 'string' ? (value[key] as string) : undefined);
      const scheme = text('scheme')?.toLowerCase();
      const location = text('in') as SecurityScheme['in'];
      const parameterName = text('name');
      const description = text('description');
      return [
        name,
        {
          name,
          type: (text('type') ?? 'http') as SecurityScheme['type'],
          env: keyEnvironment(value) ?? environmentName(apiName, names.length > 1 ? name : 'api key'),
          pointer,
          ...(scheme === undefined ? {} : { scheme }),
          ...(location === undefined ? {} : { in: location }),
          ...(parameterName === undefined ? {} : { parameterName }),
          ...(description === undefined ? {} : { description }),
        },
      ];
    }),
  );
}

/** `security` of a document or operation. */
export const buildSecurity = (value: unknown): readonly SecurityRequirement[] =>
  (Array.isArray(value) ? value : [])
    .filter(isObject)
    .map(
      (requirement) =>
        new Map(
          Object.entries(requirement).map(([name, scopes]) => [
            name,
            Array.isArray(scopes) ? scopes.map(String) : [],
          ]),
        ),
    );

const environmentName = (...parts: readonly string[]): string =>
  parts
    .join('_')
    .replace(/\bapi(?=_api)/i, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
