import openapiTypescript, { astToString } from 'openapi-typescript';
import type { Contract } from '../contract/model.ts';
import { banner } from './banner.ts';
import type { Emitter } from './emitter.ts';
import { documentForTypes, stand } from './types-document.ts';

/** `src/types.ts`: the document as openapi-typescript reads it, the independent reading that ours is held against. */
export const types: Emitter = {
  name: 'types',
  async emit(contract) {
    const text = await read(contract);
    return [{ kind: 'text', path: 'src/types.ts', text: `${banner(contract)}\n${text}` }];
  },
};

async function read(contract: Contract): Promise<string> {
  const document = documentForTypes(contract.document);
  // Its parser knows 3.0 and 3.1; what 3.2 adds to a document it passes over.
  if (contract.dialect === '3.2') document['openapi'] = '3.1.1';
  const nodes = await openapiTypescript(JSON.stringify(document), {
    // Otherwise every member with a default becomes required, in requests too.
    defaultNonNullable: false,
    silent: true,
  });
  return astToString(nodes).replace(new RegExp(stand, 'g'), '');
}
