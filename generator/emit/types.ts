import openapiTypescript, { astToString } from 'openapi-typescript';
import type { Contract } from '../contract/model.ts';
import { isObject } from '../contract/pointer.ts';
import { banner } from './banner.ts';
import type { Emitter } from './emitter.ts';

/** `src/types.ts`: the document as openapi-typescript reads it, the independent reading that ours is held against. */
export const types: Emitter = {
  name: 'types',
  async emit(contract) {
    const text = await read(contract);
    return [{ kind: 'text', path: 'src/types.ts', text: `${banner(contract)}\n${text}` }];
  },
};

async function read(contract: Contract): Promise<string> {
  const document = prepare(contract.document, contract.document) as Record<string, unknown>;
  // Its parser knows 3.0 and 3.1; what 3.2 adds to a document it passes over.
  if (contract.dialect === '3.2') document['openapi'] = '3.1.1';
  const nodes = await openapiTypescript(JSON.stringify(document), {
    // Otherwise every member with a default becomes required, in requests too.
    defaultNonNullable: false,
    silent: true,
  });
  return astToString(nodes).replace(new RegExp(stand, 'g'), '');
}

/** Put before a member name that its linter looks up on a plain object and falls over. */
const stand = 'plumbline_stands_before_';
const inherited = new Set(
  Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__'),
);

/** A copy without what openapi-typescript 7.13 crashes on: inherited names, and discriminator mappings by schema name. */
function prepare(value: unknown, document: Contract['document'], within?: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) =>
      within === 'required' && inherited.has(String(item)) ? `${stand}${item}` : prepare(item, document),
    );
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (within === 'properties' && inherited.has(key)) return [`${stand}${key}`, prepare(member, document)];
      if (key === 'mapping' && within === 'discriminator') return [key, mappingByPointer(member, document)];
      return [key, prepare(member, document, key)];
    }),
  );
}

function mappingByPointer(mapping: unknown, document: Contract['document']): unknown {
  const components = isObject(document['components']) ? document['components'] : {};
  const schemas = isObject(components['schemas']) ? components['schemas'] : {};
  return Object.fromEntries(
    Object.entries(isObject(mapping) ? mapping : {}).map(([value, target]) => [
      value,
      typeof target === 'string' && Object.hasOwn(schemas, target)
        ? `#/components/schemas/${target.replaceAll('~', '~0').replaceAll('/', '~1')}`
        : target,
    ]),
  );
}
