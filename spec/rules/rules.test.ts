import type { Rule, RuleExchange } from 'openapi-plumbline';
import { describe, expect, it } from 'vitest';
import { counted } from '../../generator/testing/counted.ts';
import { rules } from './index.ts';

/** A pass and a fail of every rule: the parts of an exchange that matter to it. */
type Parts = Partial<Omit<RuleExchange, 'arguments'>> & {
  readonly path?: RuleExchange['arguments']['path'];
  readonly query?: RuleExchange['arguments']['query'];
  readonly sent?: unknown;
};

interface Row {
  readonly pass: Parts | readonly Parts[];
  readonly fail: Parts | readonly Parts[];
}

const exchangeOf = (rule: Rule, { path = {}, query = {}, sent, ...rest }: Parts): RuleExchange => ({
  operationId: rule.appliesTo[0] ?? '',
  intent: 'valid',
  status: 200,
  contentType: rest.events === undefined ? 'application/json' : 'text/event-stream',
  body: {},
  ...rest,
  arguments: {
    path,
    query,
    header: {},
    cookie: {},
    ...(sent === undefined ? {} : { body: { contentType: 'application/json', value: sent } }),
  },
});

const textFile = (text: string) => ({
  purpose: 'file-extract',
  file: { $file: { filename: 'a.txt', bytes: new TextEncoder().encode(text) } },
});
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const choice = (message: object = {}, more: object = {}) => ({
  index: 0,
  finish_reason: 'stop',
  ...more,
  message: { role: 'assistant', content: 'Hi', ...message },
});
const response = (choices: readonly object[] = [choice()], more: object = {}) => ({
  id: 'c',
  model: 'm',
  created: 1_767_225_600,
  choices,
  usage,
  ...more,
});
const call = (name = 'look', text = '{"city":"Rome"}', id = 'a') => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});
const calling = (...calls: readonly object[]) =>
  choice({ tool_calls: calls }, { finish_reason: 'tool_calls' });
const look = {
  type: 'function',
  function: {
    name: 'look',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const piece = (delta: object, finish: string | null = null, more: object = {}) => ({
  id: 'c',
  model: 'm',
  created: 1,
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});
const stream = [piece({ role: 'assistant', content: '' }), piece({ content: 'Hi' }), piece({}, 'stop')];
const batch = (more: object = {}) => ({
  id: 'b',
  status: 'validating',
  created_at: 1_767_225_600,
  completion_window: '24h',
  ...more,
});
const chatAsk = (more: object = {}) => ({ model: 'm', messages: [{ role: 'user', content: 'x' }], ...more });
const fileSent = (name: string, size: number, purpose = 'batch') => ({
  file: { $file: { name, filename: name, contentType: 'text/plain', bytes: new Uint8Array(size) } },
  purpose,
});

const rows: Readonly<Record<string, Row>> = {
  'model-ids': {
    pass: { body: { data: [{ id: 'a' }, { id: 'b' }] } },
    fail: { body: { data: [{ id: 'a' }, { id: 'a' }] } },
  },
  'models-are-usable': {
    pass: [
      { body: { data: [{ id: 'm' }] } },
      { operationId: 'createChatCompletion', sent: chatAsk(), body: response() },
    ],
    fail: [
      { body: { data: [{ id: 'n' }] } },
      { operationId: 'createChatCompletion', sent: chatAsk(), body: response() },
    ],
  },
  'balance-sums': {
    pass: {
      body: { data: { available_balance: 49.58894, voucher_balance: 46.58893, cash_balance: 3.00001 } },
    },
    fail: { body: { data: { available_balance: 1, voucher_balance: 3, cash_balance: -2 } } },
  },
  'balance-code': { pass: { body: { code: 0, status: true } }, fail: { body: { code: 5, status: true } } },
  'upload-echo': {
    pass: { sent: fileSent('a.txt', 3), body: { bytes: 3, purpose: 'batch', filename: 'a.txt' } },
    fail: { sent: fileSent('a.txt', 3), body: { bytes: 3, purpose: 'batch', filename: 'b.txt' } },
  },
  'deletion-says-so': {
    pass: { path: { file_id: 'f' }, body: { id: 'f', deleted: true } },
    fail: { path: { file_id: 'f' }, body: { id: 'g', deleted: true } },
  },
  'deleted-once': {
    pass: [
      { path: { file_id: 'f' }, body: { id: 'f', deleted: true } },
      { path: { file_id: 'g' }, body: { id: 'g', deleted: true } },
    ],
    fail: [
      { path: { file_id: 'f' }, body: { id: 'f', deleted: true } },
      { path: { file_id: 'f' }, body: { id: 'f', deleted: true } },
    ],
  },
  'file-status-details': {
    pass: { body: { status: 'error', status_details: 'no text' } },
    fail: { body: { status: 'error', status_details: '' } },
  },
  'same-id': {
    pass: { path: { file_id: 'f' }, body: { id: 'f' } },
    fail: { path: { file_id: 'f' }, body: { id: 'g' } },
  },
  'unique-ids': {
    pass: [{ body: { id: 'f' } }, { body: { id: 'g' } }],
    fail: [{ body: { id: 'f' } }, { body: { id: 'f' } }],
  },
  'listed-once': {
    pass: { body: { data: [{ id: 'f' }] } },
    fail: { body: { data: [{ id: 'f' }, { id: 'f' }] } },
  },
  'file-unchanging': {
    pass: [
      { body: { id: 'f', bytes: 3 } },
      { operationId: 'listFiles', body: { data: [{ id: 'f', bytes: 3 }] } },
    ],
    fail: [
      { body: { id: 'f', bytes: 3 } },
      { operationId: 'listFiles', body: { data: [{ id: 'f', bytes: 4 }] } },
    ],
  },
  'batch-unchanging': {
    pass: [{ body: { id: 'b', metadata: { a: 'x' } } }, { operationId: 'retrieveBatch', body: { id: 'b' } }],
    fail: [
      { body: { id: 'b', metadata: { a: 'x' } } },
      { operationId: 'retrieveBatch', body: { id: 'b', metadata: null } },
    ],
  },
  'file-content': {
    pass: [
      { operationId: 'uploadFile', sent: textFile('one two three'), body: { id: 'f' } },
      { operationId: 'getFileContent', path: { file_id: 'f' }, body: '{"content":"one two three"}' },
      { operationId: 'getFileContent', path: { file_id: 'g' }, body: '' },
    ],
    fail: [
      { operationId: 'uploadFile', sent: textFile('one two three'), body: { id: 'f' } },
      { operationId: 'getFileContent', path: { file_id: 'f' }, body: 'one two' },
    ],
  },
  'files-listed': {
    pass: [
      { body: { id: 'f' } },
      { body: { id: 'g' } },
      { operationId: 'deleteFile', path: { file_id: 'g' }, body: {} },
      { operationId: 'listFiles', body: { data: [{ id: 'f' }] } },
    ],
    fail: [
      { body: { id: 'f' } },
      { body: { id: 'g' } },
      { operationId: 'listFiles', body: { data: [{ id: 'g' }] } },
    ],
  },
  'page-size': {
    pass: { query: { limit: 1 }, body: { data: [{}] } },
    fail: { body: { data: Array.from({ length: 21 }, () => ({})) } },
  },
  'stream-requested': {
    pass: { sent: { stream: false } },
    fail: { sent: { stream: false }, events: [{}] },
  },
  'created-plausible': {
    pass: { body: response() },
    fail: { body: response([], { created: 1_767_225_600_000 }) },
  },
  'choices-count': {
    pass: { sent: { n: 2 }, body: response([choice(), choice({}, { index: 1 })]) },
    fail: { sent: { n: 2 }, body: response([choice(), choice()]) },
  },
  'model-echo': {
    pass: { sent: { model: 'm' }, body: response() },
    fail: { sent: { model: 'n' }, body: response() },
  },
  'finish-reason': { pass: { body: response([calling(call())]) }, fail: { body: response([calling()]) } },
  'length-kept': {
    pass: { sent: { max_tokens: 2 }, body: response([choice({}, { finish_reason: 'length' })]) },
    fail: { sent: { max_completion_tokens: 1 }, body: response() },
  },
  'stop-withheld': {
    pass: { sent: { stop: ['no'] }, body: response() },
    fail: { sent: { stop: 'H' }, body: response() },
  },
  'json-output': {
    pass: { sent: { response_format: { type: 'json_object' } }, body: response([choice({ content: '{}' })]) },
    fail: {
      sent: {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'a', schema: { type: 'object', required: ['a'] } },
        },
      },
      body: response([choice({ content: '{}' })]),
    },
  },
  'thinking-off': {
    pass: { sent: { thinking: { type: 'disabled' } }, body: response() },
    fail: {
      sent: { thinking: { type: 'disabled' } },
      body: response([choice({ reasoning_content: 'Hm.' })]),
    },
  },
  'tool-arguments-parse': {
    pass: { body: response([calling(call())]) },
    fail: { body: response([calling(call('look', '{'))]) },
  },
  'tool-arguments-valid': {
    pass: { sent: { tools: [look] }, body: response([calling(call())]) },
    fail: { sent: { tools: [look] }, body: response([calling(call('look', '{"city":1}'))]) },
  },
  'tool-declared': {
    pass: { sent: { tools: [look] }, body: response([calling(call())]) },
    fail: { sent: { tools: [look] }, body: response([calling(call('rm'))]) },
  },
  'tool-call-ids': {
    pass: { body: response([calling(call(), call('look', '{}', 'b'))]) },
    fail: { body: response([calling(call(), call())]) },
  },
  'tool-choice-kept': {
    pass: { sent: { tools: [look], tool_choice: 'required' }, body: response([calling(call())]) },
    fail: { sent: { tools: [look], tool_choice: 'required' }, body: response() },
  },
  'usage-present': { pass: { body: response() }, fail: { body: response([choice()], { usage: undefined }) } },
  'usage-sums': {
    pass: { body: response() },
    fail: { body: response([choice()], { usage: { ...usage, total_tokens: 6 } }) },
  },
  'stream-identity': {
    pass: { events: stream },
    fail: { events: [...stream, piece({}, null, { id: 'd' })] },
  },
  'stream-role': { pass: { events: stream }, fail: { events: stream.slice(1) } },
  'stream-finish': { pass: { events: stream }, fail: { events: stream.slice(0, 2) } },
  'stream-usage': {
    pass: {
      sent: { stream_options: { include_usage: true } },
      events: [...stream, { id: 'c', choices: [], usage }],
    },
    fail: { sent: { stream_options: { include_usage: true } }, events: stream },
  },
  'stream-order': {
    pass: { events: [piece({ reasoning_content: 'Hm.' }), ...stream] },
    fail: { events: [...stream.slice(0, 2), piece({ reasoning_content: 'Hm.' })] },
  },
  'stream-tool-calls': {
    pass: {
      events: [piece({ tool_calls: [{ index: 0, id: 'a', function: { name: 'look', arguments: '' } }] })],
    },
    fail: { events: [piece({ tool_calls: [{ index: 0, function: { arguments: '{' } }] })] },
  },
  'stream-agrees': {
    pass: [
      { sent: chatAsk(), body: response() },
      { sent: chatAsk(), body: response() },
      { sent: chatAsk({ stream: true }), events: stream },
    ],
    fail: [
      { sent: chatAsk(), body: response() },
      { sent: chatAsk(), body: response() },
      { sent: chatAsk({ stream: true }), events: [stream[0], piece({ content: 'Ho' }), stream[2]] },
    ],
  },
  'estimate-agrees': {
    pass: [
      { sent: chatAsk(), body: { data: { total_tokens: 4 } } },
      { operationId: 'createChatCompletion', sent: chatAsk(), body: response() },
    ],
    fail: [
      { sent: chatAsk(), body: { data: { total_tokens: 4000 } } },
      { operationId: 'createChatCompletion', sent: chatAsk(), body: response() },
    ],
  },
  'estimate-grows': {
    pass: [
      { sent: chatAsk(), body: { data: { total_tokens: 4 } } },
      {
        sent: { messages: [{ role: 'user', content: 'long '.repeat(20) }] },
        body: { data: { total_tokens: 30 } },
      },
    ],
    fail: [
      { sent: chatAsk(), body: { data: { total_tokens: 4 } } },
      {
        sent: { messages: [{ role: 'user', content: 'long '.repeat(20) }] },
        body: { data: { total_tokens: 4 } },
      },
    ],
  },
  'batch-echo': {
    pass: { sent: { metadata: { a: 'b' } }, body: batch({ metadata: { a: 'b' } }) },
    fail: { sent: { metadata: { a: 'b' } }, body: batch({ metadata: null }) },
  },
  'batch-begins': { pass: { body: batch() }, fail: { body: batch({ status: 'completed' }) } },
  'batch-counts': {
    pass: { body: batch({ status: 'completed', request_counts: { completed: 2, failed: 1, total: 3 } }) },
    fail: { body: batch({ status: 'completed', request_counts: { completed: 1, failed: 1, total: 3 } }) },
  },
  'batch-times': {
    pass: { body: batch({ status: 'cancelled', cancelled_at: 1_767_225_700 }) },
    fail: { body: batch({ status: 'in_progress', in_progress_at: 1 }) },
  },
  'batch-expiry': {
    pass: { body: batch({ expires_at: 1_767_225_600 + 86_400 }) },
    fail: { body: batch({ expires_at: 1_767_225_600 }) },
  },
  'batch-files': {
    pass: {
      body: batch({ status: 'completed', request_counts: { completed: 1, failed: 0 }, output_file_id: 'f' }),
    },
    fail: {
      body: batch({ status: 'completed', request_counts: { completed: 0, failed: 1 }, error_file_id: null }),
    },
  },
  'batch-cancels': { pass: { body: batch({ status: 'cancelling' }) }, fail: { body: batch() } },
  'batch-state-machine': {
    pass: [{ body: batch() }, { operationId: 'cancelBatch', body: batch({ status: 'cancelling' }) }],
    fail: [
      { body: batch({ status: 'completed' }) },
      { operationId: 'cancelBatch', body: batch({ status: 'completed' }) },
    ],
  },
  'stop-bytes': { pass: { sent: { stop: '一'.repeat(10) } }, fail: { sent: { stop: ['一'.repeat(11)] } } },
  'partial-last': {
    pass: { sent: { messages: [{ role: 'assistant', partial: true }] } },
    fail: { sent: { messages: [{ role: 'assistant', partial: true }, { role: 'user' }] } },
  },
  'tool-names': { pass: { sent: { tools: [look] } }, fail: { sent: { tools: [look, look] } } },
  'tool-turns': {
    pass: {
      sent: {
        messages: [
          { role: 'assistant', tool_calls: [{ id: 'a' }] },
          { role: 'tool', tool_call_id: 'a' },
        ],
      },
    },
    fail: { sent: { messages: [{ role: 'assistant', tool_calls: [{ id: 'a' }] }, { role: 'user' }] } },
  },
  'media-urls': {
    pass: { sent: { messages: [{ content: [{ type: 'image_url', image_url: 'ms://f' }] }] } },
    fail: {
      sent: { messages: [{ content: [{ type: 'image_url', image_url: { url: 'https://a.b/c.png' } }] }] },
    },
  },
  'limits-agree': {
    pass: { sent: { max_tokens: 5, max_completion_tokens: 5 } },
    fail: { sent: { max_tokens: 5, max_completion_tokens: 6 } },
  },
  'mfjs-parameters': {
    pass: { sent: { tools: [look] } },
    fail: {
      sent: {
        tools: [
          { type: 'function', function: { name: 'a', parameters: { type: 'object', required: ['b'] } } },
        ],
      },
    },
  },
  'token-limit': {
    pass: { sent: { model: 'moonshot-v1-8k', max_tokens: 8000 } },
    fail: { sent: { model: 'moonshot-v1-8k', max_tokens: 9000 } },
  },
  'tool-choice-needs-tools': {
    pass: { sent: { tools: [look], tool_choice: 'required' } },
    fail: { sent: { tools: [], tool_choice: 'required' } },
  },
  'file-not-empty': { pass: { sent: fileSent('a', 1) }, fail: { sent: fileSent('a', 0) } },
  'batch-file-name': { pass: { sent: fileSent('a.jsonl', 1) }, fail: { sent: fileSent('a.txt', 1) } },
};

/** The verdict of a rule on some exchanges, whichever of its functions gives it. */
function verdictsOf(rule: Rule, parts: Row['pass']): readonly string[] {
  const exchanges = [parts].flat().map((each) => exchangeOf(rule, each as Parts));
  const alone = exchanges.flatMap((exchange) => [
    ...(rule.request === undefined ? [] : [rule.request(exchange.arguments).kind]),
    ...(rule.check === undefined ? [] : [rule.check(exchange).kind]),
  ]);
  const across = rule.across?.(exchanges);
  return [...alone, ...(across === undefined ? [] : [across.length === 0 ? 'pass' : 'fail'])];
}

counted(6, 'every rule: a pass, a fail, throws for nothing', 'all');

/** A value with each of its places replaced by what does not belong there. */
function* brokenAnywhere(value: unknown): Generator<unknown> {
  yield* [undefined, null, 0, 'x', [], [null], {}];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const [name, member] of Object.entries(value))
    for (const broken of brokenAnywhere(member))
      yield Array.isArray(value) ? value.toSpliced(Number(name), 1, broken) : { ...value, [name]: broken };
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('passes what keeps it and fails what does not', () => {
    const row = rows[id];
    if (row === undefined) throw new Error(`the rule ${id} has no row`);
    expect(verdictsOf(rule, row.pass)).toEqual(['pass']);
    expect(verdictsOf(rule, row.fail)).toEqual(['fail']);
  });

  it.runIf(rule.repairRequest !== undefined)('repairs what breaks it, and keeps the rest', () => {
    for (const parts of [rows[id]?.fail].flat()) {
      const call = exchangeOf(rule, parts as Parts).arguments;
      const repaired = rule.repairRequest?.(call);
      expect(repaired).toBeDefined();
      expect(repaired && rule.request?.(repaired).kind).not.toBe('fail');
      expect(repaired && rule.repairRequest?.(repaired)).toEqual(repaired);
    }
  });

  it('throws for nothing that a client may send', () => {
    for (const parts of [rows[id]?.pass, rows[id]?.fail].flat()) {
      const call = exchangeOf(rule, parts as Parts).arguments;
      for (const value of brokenAnywhere(call.body?.value)) {
        const sent = { ...call, body: { contentType: 'application/json', value } };
        rule.request?.(sent);
        rule.repairRequest?.(sent);
        rule.breakRequest?.(sent);
      }
    }
  });

  it('throws for nothing that a server may response', () => {
    for (const body of [
      null,
      0,
      'x',
      [],
      {},
      { data: null },
      { choices: [null] },
      { usage: 1, choices: [{}] },
    ])
      for (const status of [200, 404]) {
        const exchange = exchangeOf(rule, { body, status, sent: body });
        rule.repairRequest?.(exchange.arguments);
        rule.check?.(exchange);
        rule.across?.([exchange, exchange]);
        rule.check?.(exchangeOf(rule, { events: [body], status }));
      }
    expect(rule.source.length).toBeGreaterThan(10);
  });
});

it('ids are unique and every row has its rule', () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(Object.keys(rows).filter((id) => !ids.includes(id))).toEqual([]);
});
