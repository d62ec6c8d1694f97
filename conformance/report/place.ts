import type { Contract } from '../../generator/contract/model.ts';
import { tokensOf, valueAt } from '../../generator/json/pointer.ts';
import { shorten } from '../../generator/json/shorten.ts';
import type { Finding } from '../model.ts';

/** The place of the document that a finding violates. */
export interface Place {
  readonly file: string;
  /** 1-based; absent where the source has no lines for it. */
  readonly line?: number;
  readonly column?: number;
  readonly pointer: string;
}

/** The violated keyword, otherwise the operation, so that a report always has a line to point at. */
export function placeOf(contract: Contract, { keywordLocation, operationId }: Finding): Place | undefined {
  const operation = contract.operations.find((each) => each.operationId === operationId);
  for (const pointer of [keywordLocation, operation?.pointer]) {
    if (pointer === undefined || !pointer.startsWith('#/')) continue;
    const { file, position } = contract.origin(pointer);
    const at = position();
    if (at !== undefined || pointer === operation?.pointer)
      return { file, pointer, ...(at === undefined ? {} : { line: at.line, column: at.column }) };
  }
  return undefined;
}

/** The document at that place, as JSON that fits a screen. */
export function fragmentOf({ document }: Contract, pointer: string | undefined): string | undefined {
  if (pointer === undefined || !pointer.startsWith('#/')) return undefined;
  const value = valueAt(document, pointer);
  if (value === undefined) return undefined;
  const name = tokensOf(pointer).at(-1) ?? '';
  const text = JSON.stringify(value, undefined, 2) ?? 'undefined';
  return `${JSON.stringify(name)}: ${shorten(text, 600)}`;
}

/** How to reproduce a finding; a proxied call of a client cannot be sent again. */
export const againBy = ({ seed, path }: Finding): string =>
  path.startsWith('proxied/') ? `proxied as ${path}` : `--seed ${seed} --path '${path}'`;
