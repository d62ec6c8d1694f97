import type { Server } from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';

/** Servers of a document, path item or operation; absent means `/` (OpenAPI 3.1, 4.8.1). */
export function buildServers(value: unknown): readonly Server[] {
  return (Array.isArray(value) ? value : []).filter(isObject).map((server) => ({
    url: String(server['url'] ?? '/'),
    ...(typeof server['description'] === 'string' ? { description: server['description'] } : {}),
    variables: new Map(
      Object.entries(isObject(server['variables']) ? server['variables'] : {}).map(([name, variable]) => {
        const members = isObject(variable) ? variable : {};
        const values = Array.isArray(members['enum']) ? { enum: members['enum'].map(String) } : {};
        return [name, { default: String(members['default'] ?? ''), ...values }];
      }),
    ),
  }));
}
