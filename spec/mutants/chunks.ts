import type { Mutant, MutantBasis } from 'openapi-plumbline';
import { broken, type Json } from './break.ts';
import { chat, listOf, objectOf, without } from './choices.ts';
import { inStream } from './streaming.ts';

/** Changes the chunks of a stream, its end mark left alone. */
const inChunks = (alter: (chunks: readonly Json[]) => readonly Json[]): Mutant['breakServer'] =>
  inStream((text) => {
    const events = text.split('\n\n').filter((event) => event.startsWith('data: {'));
    const chunks = alter(events.map((event) => JSON.parse(event.slice('data: '.length)) as Json));
    return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}`), 'data: [DONE]', ''].join('\n\n');
  });

const inPieces = (alter: (piece: Json, index: number) => Json): Mutant['breakServer'] =>
  inChunks((chunks) =>
    chunks.map((chunk, index) => ({
      ...chunk,
      choices: listOf(chunk['choices']).map((piece) => alter(piece, index)),
    })),
  );

const rows: readonly (readonly [
  id: string,
  basis: MutantBasis,
  title: string,
  check: string,
  breakServer: Mutant['breakServer'],
])[] = [
  [
    'SSE_NODONE',
    'prose',
    'a stream ends without [DONE]',
    'event-stream',
    inStream((text) => text.replace('data: [DONE]\n\n', '')),
  ],
  [
    'SSE_MORE',
    'prose',
    'a stream goes on after [DONE]',
    'event-stream',
    inStream((text) => `${text}data: {}\n\n`),
  ],
  [
    'SSE_BROKEN',
    'prose',
    'a chunk is half a JSON',
    'event-stream',
    inStream((text) => text.replace('"choices":', '"choices')),
  ],
  [
    'SSE_WHOLE',
    'prose',
    'a stream is answered whole',
    'event-stream',
    (handler) => async (request) => {
      const sent = await request
        .clone()
        .json()
        .catch(() => ({}));
      if (sent?.stream !== true) return handler(request);
      return handler(
        new Request(request.url, {
          method: request.method,
          headers: request.headers,
          body: JSON.stringify(without(sent, 'stream', 'stream_options')),
        }),
      );
    },
  ],
  ['SSE_EMPTY', 'prose', 'a stream has no chunks', 'event-stream', inStream(() => 'data: [DONE]\n\n')],
  [
    'SSE_ERROR',
    'prose',
    'a stream breaks off with an error',
    'event-stream',
    inChunks((chunks) => [
      ...chunks.slice(0, 1),
      { error: { message: 'overloaded', type: 'engine_overloaded_error' } },
    ]),
  ],
  [
    'SSE_ID',
    'prose',
    'each chunk has an id of its own',
    'stream-identity',
    inChunks((chunks) => chunks.map((chunk, index) => ({ ...chunk, id: `c${index}` }))),
  ],
  [
    'SSE_MODEL',
    'prose',
    'the model changes within a stream',
    'stream-identity',
    inChunks((chunks) => chunks.map((chunk, index) => (index === 1 ? { ...chunk, model: 'other' } : chunk))),
  ],
  [
    'SSE_NOROLE',
    'prose',
    'no piece says who speaks',
    'stream-role',
    inPieces((piece) => ({ ...piece, delta: without(objectOf(piece['delta']), 'role') })),
  ],
  [
    'SSE_NOFINISH',
    'prose',
    'a stream gives no reason for its end',
    'stream-finish',
    inPieces((piece) => ({ ...piece, finish_reason: null })),
  ],
  [
    'SSE_AFTER',
    'prose',
    'text comes after the end',
    'stream-finish',
    inChunks((chunks) => [
      ...chunks,
      { ...chunks[0], choices: [{ index: 0, delta: { content: 'more' }, finish_reason: null }] },
    ]),
  ],
  [
    'SSE_USAGE',
    'prose',
    'the requested usage does not come',
    'stream-usage',
    inChunks((chunks) => chunks.filter(({ choices }) => listOf(choices).length > 0)),
  ],
  [
    'SSE_ORDER',
    'prose',
    'reasons after it has answered',
    'stream-order',
    inChunks((chunks) => [
      ...chunks.slice(0, -1),
      { ...chunks[0], choices: [{ index: 0, delta: { content: 'x' }, finish_reason: null }] },
      { ...chunks[0], choices: [{ index: 0, delta: { reasoning_content: 'Hm.' }, finish_reason: null }] },
      ...chunks.slice(-1),
    ]),
  ],
  [
    'SSE_TOOL',
    'prose',
    'a tool call begins without its name',
    'stream-tool-calls',
    inPieces((piece, index) =>
      index === 1
        ? { ...piece, delta: { tool_calls: [{ index: 0, function: { arguments: '{}' } }] } }
        : piece,
    ),
  ],
  [
    'SSE_N',
    'relation',
    'a stream has one choice where two were requested',
    'choices-count',
    inChunks((chunks) =>
      chunks.map((chunk) => ({
        ...chunk,
        choices: listOf(chunk['choices']).filter(({ index }) => index === 0),
      })),
    ),
  ],
  [
    'SSE_MODEL_ECHO',
    'relation',
    'another model streams',
    'model-echo',
    inChunks((chunks) => chunks.map((chunk) => ({ ...chunk, model: 'gpt-4' }))),
  ],
  [
    'SSE_DIFFERS',
    'relation',
    'a stream says something else than the whole answer',
    'stream-agrees',
    inPieces((piece) => ({
      ...piece,
      delta:
        typeof objectOf(piece['delta'])['content'] === 'string'
          ? { ...objectOf(piece['delta']), content: 'na ' }
          : objectOf(piece['delta']),
    })),
  ],
];

/** What the chunks of a stream get wrong. */
export const chunkMutants: readonly Mutant[] = rows.map(([id, basis, title, check, breakServer]) =>
  broken(id, basis, chat, title, [check], breakServer),
);
