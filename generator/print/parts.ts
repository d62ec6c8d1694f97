import type { Contract, TypeExpression } from '../contract/model.ts';
import type { Call } from './call.ts';
import { callsOf } from './calls.ts';

/** Which optional parts of the runtime a contract needs. */
export interface RuntimeParts {
  readonly streams: boolean;
  readonly folding: boolean;
  readonly forms: boolean;
  readonly lines: boolean;
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
    lines: calls.some(({ stream }) => stream !== undefined && stream.format !== 'events'),
    pages: calls.some(({ paging }) => paging !== undefined),
    styles:
      calls.some(({ path, params }) =>
        [...path.map(({ parameter }) => parameter), ...(params?.list ?? [])].some(
          (parameter) =>
            !(parameter.in === 'query' && parameter.style === 'form') ||
            parameter.allowReserved ||
            parameter.content !== undefined,
        ),
      ) ||
      calls.some(({ params }) => params?.list.some(({ schema }) => schema?.type.kind !== 'string') ?? false),
    unlisted: contract.schemas.some(({ use }) => use.discriminator !== undefined),
  };
}

/** Items of the shape that chat completions made common: a list of choices, each with a delta. */
function isChunked(contract: Contract, { item }: NonNullable<Call['stream']>): boolean {
  const choices = memberOf(contract, item, 'choices').map((type) => whole(contract, type));
  return choices.some((type) => type.kind === 'array' && memberOf(contract, type.items, 'delta').length > 0);
}

const whole = (contract: Contract, type: TypeExpression): TypeExpression =>
  type.kind === 'reference' ? contract.schemaAt(type.pointer).type : type;

/** The types of a member, in an object and in the parts of an intersection; `depth` ends circles of references. */
function memberOf(
  contract: Contract,
  type: TypeExpression,
  name: string,
  depth = 8,
): readonly TypeExpression[] {
  if (depth === 0) return [];
  const seen = whole(contract, type);
  if (seen.kind === 'object')
    return seen.properties.filter((property) => property.name === name).map((property) => property.type);
  if (seen.kind !== 'intersection') return [];
  return seen.members.flatMap((member) => memberOf(contract, member, name, depth - 1));
}
