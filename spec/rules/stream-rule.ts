import type { EvidenceClass, Rule } from 'openapi-plumbline';
import { type Json, objectOf, objectsOf } from './json.ts';
import { verdictOf, type Wrong } from './outcome.ts';

/** The pieces of a stream, in order: each choice of each chunk. */
export interface Piece {
  readonly chunk: number;
  readonly index: unknown;
  readonly delta: Json;
  readonly finish: unknown;
}

export const piecesOf = (chunks: readonly Json[]): readonly Piece[] =>
  chunks.flatMap((chunk, position) =>
    objectsOf(chunk['choices']).map(({ index, delta, finish_reason: finish }) => ({
      chunk: position + 1,
      index,
      delta: objectOf(delta),
      finish,
    })),
  );

/** A rule over the chunks of a stream that was not broken off by an error. */
export const streamRule = (
  id: string,
  evidence: EvidenceClass,
  source: string,
  judge: (chunks: readonly Json[], request: Json) => Wrong | string | undefined,
): Rule => ({
  id,
  evidence,
  source,
  appliesTo: ['createChatCompletion'],
  check({ events, status, arguments: { body } }) {
    const chunks = objectsOf(events);
    if (status !== 200 || chunks.length === 0 || chunks.some((chunk) => Object.hasOwn(chunk, 'error')))
      return verdictOf('the response is not a stream');
    return verdictOf(judge(chunks, objectOf(body?.value)));
  },
});
