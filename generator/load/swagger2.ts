import { fail } from '../contract/diagnostics.ts';
import { isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';

/**
 * A Swagger 2.0 document as one of OpenAPI 3.0, by swagger2openapi. @scalar/openapi-upgrader was compared: its versions for
 * Node 20 leave a referenced body parameter among the parameters and lose `required` of a form's members.
 */
export async function convertSwagger2(
  file: string,
  document: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  // By its default export, which is the library both in Node and in a bundle.
  const { default: converter } = await import('swagger2openapi');
  // It prints what it throws as well.
  const { warn } = console;
  console.warn = () => {};
  try {
    // It reads no file and contacts no host unless `resolve` is set; what it can put right is put right.
    const { openapi } = await converter.convertObj(structuredClone(document) as never, {
      patch: true,
      warnOnly: true,
      resolve: false,
    });
    return JSON.parse(JSON.stringify(openapi)) as Record<string, unknown>;
  } catch (cause) {
    return fail({
      code: 'swagger-2',
      file,
      message: `this Swagger 2.0 document cannot be converted to OpenAPI 3.0: ${String((cause as Error).message).split('\n')[0]}`,
      hint: 'Convert it by hand, or put right what it says (lint).',
    });
  } finally {
    console.warn = warn;
  }
}

const moved: readonly (readonly [now: string, was: string])[] = [
  ['#/components/schemas', '#/definitions'],
  ['#/components/securitySchemes', '#/securityDefinitions'],
  ['#/components/parameters', '#/parameters'],
  ['#/components/requestBodies', '#/parameters'],
  ['#/components/responses', '#/responses'],
  ['#/servers', '#/host'],
];

/** Where a part of the converted document stands in the Swagger document, as near as it can be said. */
export function placeInSwagger2(pointer: Pointer): Pointer {
  const hit = moved.find(([now]) => pointer === now || pointer.startsWith(`${now}/`));
  return hit === undefined ? pointer : `${hit[1]}${pointer.slice(hit[0].length)}`;
}

/** Whether a document says that it is Swagger 2.0. */
export const isSwagger2 = (document: unknown): boolean =>
  isObject(document) && /^2(\.0)?$/.test(String(document['swagger']));
