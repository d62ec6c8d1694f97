import {
  astToString,
  type GlobalContext,
  type OpenAPI3,
  resolveRef,
  scanDiscriminators,
  transformSchema,
} from 'openapi-typescript';
import type { Contract } from '../contract/model.ts';
import { banner } from './banner.ts';
import type { Emitter } from './emitter.ts';
import { documentForTypes, quotedStand, stand } from './types-document.ts';

/** `src/types.ts`: the document as openapi-typescript reads it, the independent reading that ours is held against. */
export const types: Emitter = {
  name: 'types',
  parts: ['types'],
  emit(contract) {
    const text = read(contract);
    return [{ kind: 'text', path: 'src/types.ts', text: `${banner(contract)}\n${text}` }];
  },
};

function read(contract: Contract): string {
  // As its bundler does: a document without components has empty ones.
  const document = { components: {}, ...documentForTypes(contract.document) } as unknown as OpenAPI3;
  return astToString(transformSchema(document, contextOf(document))).replace(
    new RegExp(`${stand}|${quotedStand}`, 'g'),
    '',
  );
}

/**
 * What its command sets up after it has linted and bundled, both by Redocly, which takes a third of its time: ours has
 * checked and bundled the document already.
 */
function contextOf(document: OpenAPI3): GlobalContext {
  // The same few references are asked for again and again.
  const resolved = new Map<string, unknown>();
  const context: Omit<GlobalContext, 'redoc'> = {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    // Otherwise every member with a default becomes required, in requests too.
    defaultNonNullable: false,
    discriminators: scanDiscriminators(document, { silent: true }),
    emptyObjectsUnknown: false,
    enum: false,
    enumValues: false,
    conditionalEnums: false,
    dedupeEnums: false,
    excludeDeprecated: false,
    exportType: false,
    immutable: false,
    injectFooter: [],
    pathParamsAsTypes: false,
    postTransform: undefined,
    propertiesRequiredByDefault: false,
    rootTypes: false,
    rootTypesNoSchemaPrefix: false,
    rootTypesKeepCasing: false,
    silent: true,
    transform: undefined,
    transformProperty: undefined,
    resolve: <T>(ref: string) => {
      if (!resolved.has(ref)) resolved.set(ref, resolveRef(document, ref, { silent: true }));
      return resolved.get(ref) as T | undefined;
    },
    makePathsEnum: false,
    generatePathParams: false,
    readWriteMarkers: false,
  };
  // The configuration of Redocly is carried along and read by nothing.
  return context as GlobalContext;
}
