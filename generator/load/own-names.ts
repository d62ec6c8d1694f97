import { child, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { Defect } from './defects.ts';
import { Draft } from './draft.ts';

const keyword = 'x-plumbline-env';

/**
 * A document without the names of environment variables that it gives itself. Their values are sent to the servers that
 * the document names too, so only who uses the document may name one: by an overlay.
 */
export function withoutOwnNames(
  document: Record<string, unknown>,
  isOverlaid: (pointer: Pointer) => boolean,
): { readonly document: Record<string, unknown>; readonly defects: readonly Defect[] } {
  const { info, components } = document;
  const schemes = isObject(components) ? components['securitySchemes'] : undefined;
  const holders: readonly (readonly [pointer: Pointer, holder: unknown])[] = [
    ['#/info', info],
    ...Object.entries(isObject(schemes) ? schemes : {}).map(
      ([name, scheme]) => [child('#/components/securitySchemes', name), scheme] as const,
    ),
  ];
  const own = holders.flatMap(([pointer, holder]) => {
    const at = child(pointer, keyword);
    return isObject(holder) && Object.hasOwn(holder, keyword) && !isOverlaid(at)
      ? [{ at, name: holder[keyword] }]
      : [];
  });
  if (own.length === 0) return { document, defects: [] };
  const draft = new Draft(document);
  const defects = own.map(({ at, name }): Defect => {
    draft.remove(at);
    return {
      code: 'env-suggested',
      severity: 'info',
      pointer: at,
      message: `the document suggests the environment variable ${JSON.stringify(name)}; it is not read`,
      hint: 'If you trust the document with it, name the variable by an overlay.',
    };
  });
  return { document: draft.document, defects };
}
