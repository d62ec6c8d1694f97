import type { Contract } from '../contract/model.ts';
import { type Call, callsOf } from './calls.ts';

/** Which optional parts of the runtime a contract needs. */
export interface RuntimeParts {
  readonly streams: boolean;
  readonly folding: boolean;
  readonly forms: boolean;
  readonly pages: boolean;
  readonly styles: boolean;
  readonly unlisted: boolean;
}

/** Looks at the calls of a contract; what none of them needs is left out of the package. */
export function partsOf(contract: Contract): RuntimeParts {
  const calls = callsOf(contract);
  return {
    streams: calls.some(({ stream }) => stream !== undefined),
    folding: calls.some((call) => call.stream !== undefined && isChunked(contract, call.stream)),
    forms: calls.some(({ body }) => body !== undefined && body.kind !== 'json'),
    pages: calls.some(({ paging }) => paging !== undefined),
    styles:
      calls.some(({ path, params }) =>
        [...path.map(({ parameter }) => parameter), ...(params?.list ?? [])].some(
          (parameter) =>
            !(parameter.in === 'query' && parameter.style === 'form') || parameter.content !== undefined,
        ),
      ) ||
      calls.some(({ params }) => params?.list.some(({ schema }) => schema?.type.kind !== 'string') ?? false),
    unlisted: contract.schemas.some(({ use }) => use.discriminator !== undefined),
  };
}

/** Items of the shape that chat completions made common: choices with deltas. */
function isChunked(contract: Contract, { item }: NonNullable<Call['stream']>): boolean {
  const text = JSON.stringify(item.kind === 'reference' ? contract.schemaAt(item.pointer).type : item);
  return text.includes('"name":"choices"') && text.includes('"name":"delta"');
}
