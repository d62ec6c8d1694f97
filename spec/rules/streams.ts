import { isObject, objectOf, objectsOf } from './json.ts';
import { wrong } from './outcome.ts';
import { piecesOf, streamRule } from './stream-rule.ts';

const measured = 'published streams of the real API, 2026-08-20 to 2026-09-02';

/** Seconds that an response takes at most. */
const longest = 900;

/** One response, one id, one model: the same in every chunk. */
export const streamIdentity = streamRule('stream-identity', 'third-party-measured', measured, (chunks) => {
  for (const member of ['id', 'model']) {
    const values = new Set(chunks.map((chunk) => chunk[member]));
    if (values.size > 1) return wrong(`/${member}`, `${member} is not the same in every chunk`);
  }
  // Some servers send the time of the chunk: it never goes back, and advances by no more than a completion takes.
  const times = chunks.flatMap(({ created }) => (typeof created === 'number' ? [created] : []));
  const goesOn = times.every((time, index) => index === 0 || time >= Number(times[index - 1]));
  if (!goesOn || Number(times.at(-1)) - Number(times[0]) > longest)
    return wrong('/created', `created does not stand for one response: ${[...new Set(times)].join(', ')}`);
  return undefined;
});

/** The first piece of a choice says who speaks. */
export const streamRole = streamRule('stream-role', 'third-party-measured', measured, (chunks) => {
  const spoken = new Set<unknown>();
  for (const { chunk, index, delta } of piecesOf(chunks)) {
    if (spoken.has(index)) continue;
    spoken.add(index);
    if (delta['role'] !== 'assistant')
      return wrong('/choices/delta/role', `chunk ${chunk} begins choice ${String(index)} without its role`);
  }
  return spoken.size === 0 ? 'the stream has no choice' : undefined;
});

/** Each choice ends once, with a reason, and nothing comes after. */
export const streamFinish = streamRule('stream-finish', 'third-party-measured', measured, (chunks) => {
  const ended = new Map<unknown, boolean>();
  for (const { chunk, index, delta, finish } of piecesOf(chunks)) {
    const said = ['content', 'reasoning_content'].some(
      (name) => typeof delta[name] === 'string' && delta[name] !== '',
    );
    if (ended.get(index) === true && (said || typeof finish === 'string'))
      return wrong('/choices', `chunk ${chunk} goes on after choice ${String(index)} ended`);
    ended.set(index, ended.get(index) === true || typeof finish === 'string');
  }
  for (const [index, end] of ended)
    if (!end) return wrong('/choices/finish_reason', `choice ${String(index)} never ends`);
  return ended.size === 0 ? wrong('/choices', 'the stream has no choice') : undefined;
});

/** With include_usage a stream ends with a chunk that holds only the usage; without it, no chunk does. */
export const streamUsage = streamRule(
  'stream-usage',
  'document',
  '#/components/schemas/ChatRequestBase/properties/stream_options/properties/include_usage: an additional chunk before data: [DONE], its choices an empty array',
  (chunks, { stream_options: options }) => {
    const last = chunks.at(-1) ?? {};
    const tail = Array.isArray(last['choices']) && last['choices'].length === 0;
    if (objectOf(options)['include_usage'] !== true) return 'the request does not want the usage';
    if (!tail) return wrong('/choices', 'the last chunk is not the one that gives the usage alone');
    return isObject(last['usage']) ? undefined : wrong('/usage', 'the last chunk has no usage');
  },
);

/** A model thinks first and speaks then. */
export const streamOrder = streamRule('stream-order', 'third-party-measured', measured, (chunks) => {
  const spoke = new Set<unknown>();
  for (const { chunk, index, delta } of piecesOf(chunks)) {
    if (typeof delta['content'] === 'string' && delta['content'] !== '') spoke.add(index);
    if (
      typeof delta['reasoning_content'] === 'string' &&
      delta['reasoning_content'] !== '' &&
      spoke.has(index)
    )
      return wrong('/choices/delta/reasoning_content', `chunk ${chunk} reasons after the response began`);
  }
  return undefined;
});

/** The first part of a tool call has its id, type and name; later parts only more of the arguments. */
export const streamToolCalls = streamRule(
  'stream-tool-calls',
  'vendor-code',
  'the vendor’s published clients',
  (chunks) => {
    const begun = new Set<string>();
    for (const { chunk, index, delta } of piecesOf(chunks)) {
      for (const call of objectsOf(delta['tool_calls'])) {
        const key = `${String(index)} ${String(call['index'])}`;
        const { name } = objectOf(call['function']);
        if (!begun.has(key) && (typeof call['id'] !== 'string' || typeof name !== 'string'))
          return wrong('/choices/delta/tool_calls', `chunk ${chunk} begins a tool call without id or name`);
        begun.add(key);
      }
    }
    return begun.size === 0 ? 'no tool is called' : undefined;
  },
);
