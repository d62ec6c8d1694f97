import type { Contract, Operation, TypeExpression } from '../contract/model.ts';
import type { BodyKind, Call } from './call.ts';
import { typeOf } from './type-of-use.ts';

/** Whether a media type is JSON. */
export const isJson = (contentType: string): boolean => /[/+]json\b/i.test(contentType);

/** How a body of a media type travels. */
export function bodyKind(contentType: string): BodyKind {
  if (isJson(contentType)) return 'json';
  if (/^multipart\//i.test(contentType)) return 'multipart';
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return 'urlencoded';
  return /^text\/|[/+](xml|yaml|x-ndjson|jsonl)\b/i.test(contentType) ? 'text' : 'binary';
}

const bodyOrder: readonly BodyKind[] = ['json', 'multipart', 'urlencoded', 'binary', 'text'];

/** The request body of a call: JSON where the operation has it, else the first other kind. */
export function bodyOf(contract: Contract, { requestBody }: Operation): Call['body'] {
  const kinds = (requestBody?.content ?? []).map((media) => ({ media, kind: bodyKind(media.contentType) }));
  const best = bodyOrder
    .map((kind) => kinds.find((one) => one.kind === kind))
    .find((one) => one !== undefined);
  if (requestBody === undefined || best === undefined) return undefined;
  const type: TypeExpression =
    best.kind === 'text'
      ? { kind: 'string' }
      : best.kind === 'binary'
        ? { kind: 'string', format: 'binary' }
        : typeOf(contract, best.media.schema);
  return { ...best, type, optional: !requestBody.required };
}
