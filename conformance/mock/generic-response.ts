import type { Operation } from '../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../generator/contract/responses.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import type { MockCall } from '../model.ts';
import { asMedia } from './as-media.ts';
import type { Preferences } from './prefer.ts';
import type { Refusals } from './refusals.ts';
import { createRepeatedPages } from './repeated-pages.ts';
import { jsonReply, type MockResponse, reasonHeader, warningHeader, withHeaders } from './reply.ts';
import type { ResponderParts } from './responder-parts.ts';
import { isStreamed, type SampledBody } from './responses.ts';
import type { Settled } from './store/store-call.ts';

/** The response of the generic mock to a valid call, by the document and what is stored. */
export type GenericResponse = (
  operation: Operation,
  call: MockCall,
  bytes: Uint8Array,
  preferences: Preferences,
) => MockResponse;

/** Samples the documented body, puts stored items into it, and writes it with the documented headers. */
export function createGenericResponse(
  { contract, seed, responses, store, headers: documentedHeaders, isValidating }: ResponderParts,
  { refuse }: Refusals,
): GenericResponse {
  const repeated = createRepeatedPages(contract);
  return (operation, call, bytes, preferences) => {
    const { request } = call;
    const { code, example, dynamic } = preferences;
    const { pathname, search } = new URL(request.url);
    const status = code ?? successStatus(operation);
    const sample = (attempt: number) =>
      responses.sampleBody(operation, status, call.arguments, {
        // Without validation, the client gets any available type.
        accept: isValidating ? request.headers.get('accept') : null,
        seed: attempt === 0 ? call.seed : seedFrom(seed, request.method, pathname + search, bytes, attempt),
        ...(example === undefined ? {} : { example }),
        ...(dynamic === true || attempt > 0 ? { dynamic: true } : {}),
      });
    const sampled = sample(0);
    if (sampled === 'not-acceptable') {
      const types = findResponse(operation, status)?.content.map(({ contentType }) => contentType) ?? [];
      const message = `header/Accept: none of ${types.join(', ')} is acceptable`;
      return refuse(operation, { kind: 'invalid', status: 406, message, request });
    }
    if (sampled === 'no-example') {
      const message = `the response ${status} has no example named ${JSON.stringify(example)}`;
      return refuse(operation, { kind: 'unknown-id', status: 404, message, request });
    }
    if (code !== undefined && findResponse(operation, code) === undefined)
      return responses.error(undefined, code, `the document does not declare ${code} for this operation`, {
        [reasonHeader]: `Prefer requests ${code}, which the document does not declare for this operation`,
      });
    const write = (body: SampledBody | undefined, settled?: Settled, as = status): MockResponse =>
      responses.write(as, body, documentedHeaders(operation, as, settled, request, call.seed));
    if (isStreamed(sampled?.media) || code !== undefined || example !== undefined) return write(sampled);
    const again = repeated(operation, call);
    const settled = store.settle({
      operation,
      call: call.arguments,
      request,
      sampled: sampled?.isText === true ? undefined : sampled?.value,
      again: (attempt) => {
        const other = sample(attempt);
        return typeof other === 'object' ? other.value : undefined;
      },
    });
    // A sample that is asked for is not replaced by what is stored.
    const isAnew = dynamic === true && request.method === 'GET';
    const made =
      settled.isNew === true && operation.responses.some((each) => each.status === '201') ? 201 : status;
    if (sampled === undefined || sampled.isText === true) {
      const item = settled.item;
      // Where the document shows no response at all, the created item is the most useful one.
      return item === undefined || sampled !== undefined || findResponse(operation, status) !== undefined
        ? write(sampled, settled, made)
        : jsonReply(item, made);
    }
    const value = isAnew ? sampled.value : asMedia(sampled, settled.value);
    const answered = write({ ...sampled, value }, settled, made);
    return again === undefined ? answered : withHeaders(answered, { [warningHeader]: again });
  };
}
