import type { Reply } from 'openapi-plumbline';
import { mfjs } from '../rules/mfjs.ts';
import { invalid, isObject, type Json, listOf, notFound } from './api.ts';
import { findModel, type Model, thinks } from './models.ts';
import { countPrompt } from './tokens.ts';

/** Whether the account has a file of that id and of one of the purposes. */
export type HasFile = (id: string, purposes: readonly string[]) => boolean;

/**
 * Why chat rejects a body, in the order and with the messages of the API. Violations of a schema are reported
 * elsewhere.
 */
export function chatRefusal(
  body: unknown,
  hasFile: HasFile,
  extra: readonly string[] = [],
): Reply | undefined {
  if (!isObject(body)) return undefined;
  const { model: id } = body;
  const model = findModel(id);
  if (typeof id === 'string' && model === undefined && !extra.includes(id))
    return notFound(`Not found the model ${id} or Permission denied`);
  return (
    messagesRefusal(body, hasFile) ??
    stopRefusal(body['stop']) ??
    (model === undefined ? undefined : samplingRefusal(body, model)) ??
    formatRefusal(body['response_format']) ??
    toolsRefusal(body, model) ??
    (model === undefined ? undefined : lengthRefusal(body, model))
  );
}

/** Why the messages of a body are rejected; also used by the estimate. */
export function messagesRefusal(body: Json, hasFile: HasFile): Reply | undefined {
  const messages = listOf(body['messages']);
  if (Array.isArray(body['messages']) && messages.length === 0)
    return invalid('Invalid request: messages must not be empty');
  const open = new Set<string>();
  for (const [index, message] of messages.entries()) {
    if (!isObject(message)) continue;
    const { role, content, partial } = message;
    if (role === 'tool') {
      const id = typeof message['tool_call_id'] === 'string' ? message['tool_call_id'] : '';
      if (!open.delete(id)) return invalid(`Invalid request: tool_call_id ${id} is not found`);
    } else if (open.size > 0) return unanswered(open);
    const calls = role === 'assistant' ? listOf(message['tool_calls']) : [];
    for (const call of calls) if (isObject(call) && typeof call['id'] === 'string') open.add(call['id']);
    const isEmpty =
      content === '' ||
      content === null ||
      content === undefined ||
      (Array.isArray(content) && content.length === 0);
    if (isEmpty && calls.length === 0 && role !== 'tool')
      return invalid(
        `Invalid request: the message at position ${index} with role '${String(role)}' must not be empty`,
      );
    if (partial === true && (role !== 'assistant' || index < messages.length - 1))
      return invalid('Invalid request: partial is only allowed on the last message, of role assistant');
    const refused = listOf(content)
      .map((part) => partRefusal(part, hasFile))
      .find((each) => each !== undefined);
    if (refused !== undefined) return refused;
  }
  return open.size > 0 ? unanswered(open) : undefined;
}

const unanswered = (ids: ReadonlySet<string>): Reply =>
  invalid(
    "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
      `The following tool_call_ids did not have response messages: ${[...ids].join(', ')}`,
  );

function partRefusal(part: unknown, hasFile: HasFile): Reply | undefined {
  if (!isObject(part)) return undefined;
  if (part['type'] === 'text' && part['text'] === '')
    return invalid('Invalid request: text content is empty');
  for (const kind of ['image', 'video'] as const) {
    const holder = part[`${kind}_url`];
    const url = isObject(holder) ? holder['url'] : holder;
    if (part['type'] !== `${kind}_url` || typeof url !== 'string') continue;
    if (url.startsWith('ms://')) {
      if (!hasFile(url.slice('ms://'.length), [kind]))
        return invalid(`Invalid request: file ${url} is not found or not of purpose ${kind}`);
    } else if (!/^data:(?:image|video)\/(?!svg)[a-z0-9.+-]+;base64,/iu.test(url))
      return invalid(
        `Invalid request: unsupported ${kind} url: give data:${kind}/<type>;base64,... or ms://<file_id>`,
      );
  }
  return undefined;
}

function stopRefusal(stop: unknown): Reply | undefined {
  if (Array.isArray(stop) && stop.length > 5)
    return invalid(`stop array too long. Expected an array with maximum length 5, but got ${stop.length}`);
  const long = [stop].flat().find((each) => typeof each === 'string' && Buffer.byteLength(each) > 32);
  return typeof long === 'string'
    ? invalid(`Invalid request: stop words have at most 32 bytes, one has ${Buffer.byteLength(long)}`)
    : undefined;
}

function samplingRefusal(body: Json, { id, thinking }: Model): Reply | undefined {
  if (thinking === 'unless-disabled') {
    const isDisabled = isObject(body['thinking']) && body['thinking']['type'] === 'disabled';
    const fixed = {
      temperature: isDisabled ? 0.6 : 1,
      top_p: 0.95,
      n: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
    };
    for (const [name, only] of Object.entries(fixed)) {
      const value = body[name];
      if (value !== undefined && value !== null && value !== only)
        return invalid(`invalid ${name}: only ${only} is allowed for this model`);
    }
    return undefined;
  }
  const temperature = body['temperature'] ?? (id.startsWith('moonshot') ? 0 : 0.6);
  return typeof body['n'] === 'number' && body['n'] > 1 && temperature === 0
    ? invalid('Invalid request: n must be 1 when temperature is close to 0')
    : undefined;
}

function formatRefusal(format: unknown): Reply | undefined {
  if (!isObject(format) || format['type'] !== 'json_schema') return undefined;
  const given = format['json_schema'];
  if (!isObject(given)) return invalid('Invalid request: response_format.json_schema is required');
  const error = given['strict'] === false ? undefined : mfjsError(given['schema']);
  return error === undefined
    ? undefined
    : invalid(
        `Invalid request: response_format.json_schema.schema is not a valid moonshot flavored json schema, details: <${error}>`,
      );
}

/** The first error of a schema in the vendor's flavour, in the words of the API. */
const mfjsError = (schema: unknown): string | undefined =>
  mfjs.check(JSON.stringify(schema ?? null), { level: mfjs.defaultLevel, limits: mfjs.limits })?.message;

function toolsRefusal(body: Json, model: Model | undefined): Reply | undefined {
  const tools = listOf(body['tools']).flatMap((tool) =>
    isObject(tool) && isObject(tool['function']) ? [{ type: tool['type'], ...tool['function'] } as Json] : [],
  );
  const names = tools.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return invalid(`Invalid request: function name ${String(twice)} is duplicated`);
  for (const { type, parameters } of tools) {
    if (type === 'builtin_function' || !isObject(parameters)) continue;
    const error = mfjsError(parameters);
    if (error !== undefined)
      return invalid(
        `tools.function.parameters is not a valid moonshot flavored json schema, details: <${error}>`,
      );
    if (parameters['type'] !== 'object')
      return invalid('tools.function.parameters.type is required and must be "object"');
  }
  const choice = body['tool_choice'];
  const isForced = choice === 'required' || isObject(choice);
  if (isForced && tools.length === 0) return invalid('Invalid request: tool_choice needs tools');
  const isDisabled = isObject(body['thinking']) && body['thinking']['type'] === 'disabled';
  return isForced && model?.thinking === 'unless-disabled' && !isDisabled
    ? invalid(
        `tool_choice '${choice === 'required' ? choice : 'specified'}' is incompatible with thinking enabled`,
      )
    : undefined;
}

function lengthRefusal(body: Json, { contextLength }: Model): Reply | undefined {
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  const requested = countPrompt(body['messages']) + (typeof limit === 'number' ? Math.max(limit, 0) : 0);
  return requested > contextLength
    ? invalid(
        `Invalid request: Your request exceeded model token limit: ${contextLength} (requested: ${requested})`,
      )
    : undefined;
}

/**
 * Reported of the API again and again, and of clients that drop the reasoning: sent only when a control requests it.
 */
export function reasoningRefusal(body: unknown): Reply | undefined {
  if (!isObject(body) || !thinks(body)) return undefined;
  const index = listOf(body['messages']).findIndex(
    (message) =>
      isObject(message) &&
      message['role'] === 'assistant' &&
      listOf(message['tool_calls']).length > 0 &&
      (message['reasoning_content'] ?? '') === '',
  );
  return index < 0
    ? undefined
    : invalid(
        `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${index}`,
      );
}
