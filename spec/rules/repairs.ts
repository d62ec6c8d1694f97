import type { Arguments, Rule } from 'openapi-plumbline';
import { findModel } from '../behaviours/models.ts';
import { isObject, type Json, objectOf, objectsOf } from './json.ts';

/**
 * How a request that breaks a rule is changed so that it keeps it, by the rule's id. Members left alone stay the
 * same objects.
 */
export const repairs: Readonly<Record<string, NonNullable<Rule['repairRequest']>>> = {
  'tool-turns': ofMessages(answered),
  'partial-last': ofMessages((messages) =>
    messages.map((message, index) => {
      if (message['partial'] !== true || index === messages.length - 1) return message;
      const { partial: _, ...rest } = message;
      return rest;
    }),
  ),
  'media-urls': ofMessages((messages) => messages.map(withDataUrls)),
  'tool-names': ofBody(({ tools, ...body }) => {
    const names = new Set<unknown>();
    const renamed = objectsOf(tools).map((tool, index) => {
      const called = objectOf(tool['function']);
      const isTaken = names.has(called['name']);
      names.add(called['name']);
      if (!isTaken) return tool;
      const name = `${tool['type'] === 'builtin_function' ? '$' : ''}look_${index}`;
      names.add(name);
      return { ...tool, function: { ...called, name } };
    });
    return { ...body, tools: renamed };
  }),
  'tool-choice-needs-tools': ofBody((body) => ({ ...body, tools: [look] })),
  'mfjs-parameters': ofBody(({ tools, ...body }) => ({
    ...body,
    tools: objectsOf(tools).map((tool) =>
      tool['type'] === 'builtin_function'
        ? tool
        : { ...tool, function: { ...objectOf(tool['function']), parameters: look.function.parameters } },
    ),
  })),
  'file-not-empty': ofFile((file) => ({ ...file, bytes: new TextEncoder().encode('{}\n') })),
  'batch-file-name': ofFile((file) => ({ ...file, name: 'batch.jsonl' })),
  'stop-bytes': ofBody(({ stop, ...body }) => ({
    ...body,
    stop: Array.isArray(stop) ? stop.map(shortened) : shortened(stop),
  })),
  'limits-agree': ofBody(({ max_tokens: _, ...body }) => body),
  'token-limit': ofBody((body) => {
    const most = Math.floor((findModel(body['model'])?.contextLength ?? 0) / 2);
    const lower = (limit: unknown): unknown => Math.min(Number(limit), most);
    const { max_tokens: old, max_completion_tokens: limit } = body;
    return {
      ...body,
      ...(old === undefined ? {} : { max_tokens: lower(old) }),
      ...(limit === undefined ? {} : { max_completion_tokens: lower(limit) }),
    };
  }),
};

const look = {
  type: 'function',
  function: { name: 'look', parameters: { type: 'object', properties: {} } },
};
const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

function ofBody(change: (body: Json) => Json) {
  return ({ body, ...call }: Arguments): Arguments | undefined =>
    body === undefined || !isObject(body.value)
      ? undefined
      : { ...call, body: { ...body, value: change(body.value) } };
}

function ofFile(change: (file: Json) => Json) {
  return ofBody((body) => ({
    ...body,
    file: { $file: change(objectOf(objectOf(body['file'])['$file'])) },
  }));
}

function ofMessages(change: (messages: readonly Json[]) => readonly Json[]) {
  return ofBody((body) => {
    const { messages } = body;
    return Array.isArray(messages) && messages.every(isObject)
      ? { ...body, messages: change(messages) }
      : body;
  });
}

/** A value that is not an id by the schema is left as it is. */
const isId = (id: unknown): boolean => typeof id === 'string' && id !== '';

/** Calls get answers, answers get calls. */
function answered(messages: readonly Json[]): readonly Json[] {
  const turns: Json[] = [];
  let open: readonly unknown[] = [];
  const close = (): void => {
    turns.push(...open.map((id) => ({ role: 'tool', tool_call_id: id, content: 'done' })));
    open = [];
  };
  for (const message of messages) {
    if (message['role'] === 'tool') {
      const id = message['tool_call_id'];
      if (!open.includes(id) && isId(id)) {
        close();
        const call = { id, type: 'function', function: { name: 'look', arguments: '{}' } };
        turns.push({ role: 'assistant', content: 'Looking.', tool_calls: [call] });
      }
      open = open.filter((each) => each !== id);
      turns.push(message);
      continue;
    }
    close();
    turns.push(message);
    if (message['role'] === 'assistant')
      open = [...new Set(objectsOf(message['tool_calls']).map(({ id }) => id))].filter(isId);
  }
  close();
  return turns;
}

function withDataUrls(message: Json): Json {
  const { content } = message;
  if (!Array.isArray(content)) return message;
  const parts = content.map((part: unknown) => (isObject(part) ? withDataUrl(part) : part));
  return parts.every((part, index) => part === content[index]) ? message : { ...message, content: parts };
}

function withDataUrl(part: Json): Json {
  let changed = part;
  for (const kind of ['image', 'video']) {
    const name = `${kind}_url`;
    const data = kind === 'image' ? pixel : 'data:video/mp4;base64,AAAA';
    const holder = part[name];
    const isUrl = (url: unknown): boolean => typeof url === 'string' && !/^(ms:|data:)/i.test(url);
    if (isUrl(holder)) changed = { ...changed, [name]: data };
    else if (isObject(holder) && isUrl(holder['url']))
      changed = { ...changed, [name]: { ...holder, url: data } };
  }
  return changed;
}

/** The first 32 bytes of a text; other values are left alone. */
function shortened(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  let kept = '';
  for (const character of text) {
    if (new TextEncoder().encode(kept + character).length > 32) break;
    kept += character;
  }
  return kept;
}
