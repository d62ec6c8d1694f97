import { type FeatureCall, isObject, type LiveFeature, type RuleExchange } from 'openapi-plumbline';

/** The question of a chat, and the model that responds. */
export interface Wish {
  readonly value: string;
  readonly maxTokens: number;
}

type Json = Readonly<Record<string, unknown>>;

/** Models whose thinking can be disabled, which a short response needs: a limit also counts reasoning. */
const mayNotThink = (model: string): boolean => /^kimi-k2\.(?:5|6)/.test(model);

const sees = (model: string): boolean => /vision|^kimi-k2\.(?:5|6)/.test(model);

const hello = [{ role: 'user', content: 'Say hello in one word.' }];

/** The body of a chat that every model accepts. */
export const chatBody = ({ value: model, maxTokens }: Wish, more: Json = {}): Json => ({
  model,
  messages: hello,
  max_completion_tokens: maxTokens,
  ...(mayNotThink(model) ? { thinking: { type: 'disabled' } } : {}),
  ...more,
});

const chat = (title: string, body: Json): FeatureCall => ({
  operationId: 'createChatCompletion',
  title,
  arguments: { body: { contentType: 'application/json', value: body } },
});

const choicesOf = ({ body }: RuleExchange): readonly Json[] =>
  isObject(body) && Array.isArray(body['choices']) ? body['choices'].filter(isObject) : [];

const messageOf = (exchange: RuleExchange): Json => {
  const message = choicesOf(exchange)[0]?.['message'];
  return isObject(message) ? message : {};
};

const isCompletion = (exchange: RuleExchange): boolean =>
  exchange.status === 200 && choicesOf(exchange).length > 0;

/** A feature of one chat call: its body, and whether the response shows it. */
const oneChat = (
  id: string,
  title: string,
  more: (wish: Wish) => Json,
  shows: (exchange: RuleExchange) => boolean = isCompletion,
  suits?: (model: string) => boolean,
): LiveFeature => ({
  id,
  operations: ['createChatCompletion'],
  paid: 1,
  ...(suits === undefined ? {} : { suits }),
  *run(wish) {
    return shows(yield chat(title, chatBody(wish, more(wish))));
  },
});

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city, now.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const question = { role: 'user', content: 'What is the weather in Paris now? Use the tool get_weather.' };

/** A tool is called, its result is sent, and the model answers with it. */
const tools: LiveFeature = {
  id: 'tools',
  operations: ['createChatCompletion'],
  paid: 2,
  *run(wish) {
    const offered = yield chat(
      'a tool is offered',
      chatBody(wish, { messages: [question], tools: [weather] }),
    );
    const message = messageOf(offered);
    const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'].filter(isObject) : [];
    if (!isCompletion(offered) || calls.length === 0) return false;
    const results = calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: '{"celsius":21}' }));
    const turn = { role: 'assistant', content: message['content'] ?? '', tool_calls: calls };
    const answered = yield chat(
      'the result of the tool is sent',
      chatBody(wish, { messages: [question, turn, ...results], tools: [weather] }),
    );
    return isCompletion(answered);
  },
};

/** Tokens that an image, or each frame of a video, may count; measured are about a thousand for a small one. */
const imageTokens = 1500;
const videoTokens = 16 * imageTokens;

/** The most tokens of the images and videos in a chat. */
export function hiddenTokens(body: unknown): number {
  if (Array.isArray(body)) return body.reduce((sum: number, each) => sum + hiddenTokens(each), 0);
  if (!isObject(body)) return 0;
  if (body['type'] === 'image_url') return imageTokens;
  if (body['type'] === 'video_url') return videoTokens;
  return hiddenTokens(Object.values(body));
}

/** A red square of 16 by 16 pixels. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mP4z8BAEmIY1TCqYfhqAACQ+f8B8u7oVwAAAABJRU5ErkJggg==';

const colour = {
  type: 'json_schema',
  json_schema: {
    name: 'colour',
    strict: true,
    schema: {
      type: 'object',
      properties: { name: { type: 'string' } },
      required: ['name'],
      additionalProperties: false,
    },
  },
};

const user = (content: unknown): Json => ({ messages: [{ role: 'user', content }] });

export const chatFeatures: readonly LiveFeature[] = [
  oneChat('plain', 'a user turn', () => ({})),
  oneChat(
    'stream',
    'a stream with its usage',
    () => ({ stream: true, stream_options: { include_usage: true } }),
    ({ status, events = [] }) =>
      status === 200 && events.some((event) => isObject(event) && isObject(event['usage'])),
  ),
  tools,
  oneChat('json-object', 'a JSON object', () => ({
    ...user('Answer with a JSON object that has the member "colour": a colour.'),
    response_format: { type: 'json_object' },
  })),
  oneChat('json-schema', 'JSON by a schema', () => ({
    ...user('Name a colour, as JSON.'),
    response_format: colour,
  })),
  {
    ...oneChat(
      'thinking-on',
      'with thinking',
      () => ({ thinking: { type: 'enabled' } }),
      isCompletion,
      mayNotThink,
    ),
    isLong: true,
  },
  oneChat(
    'thinking-off',
    'without thinking',
    () => ({ ...user('What is 2 + 2? One digit.'), thinking: { type: 'disabled' } }),
    isCompletion,
    mayNotThink,
  ),
  oneChat(
    'vision',
    'an image by data URL',
    () =>
      user([
        { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } },
        { type: 'text', text: 'Which colour is this? One word.' },
      ]),
    isCompletion,
    sees,
  ),
  oneChat('partial', 'an answer that is begun', () => ({
    messages: [...hello, { role: 'assistant', content: 'Hel', partial: true }],
  })),
  oneChat('stop', 'a stop word', () => ({ ...user('Count: one, two, three.'), stop: ['three'] })),
  oneChat(
    'n',
    'two answers',
    () => ({ n: 2, temperature: 0.6 }),
    (exchange) => exchange.status === 200 && choicesOf(exchange).length === 2,
    (model) => /^moonshot-v1|^kimi-k2-/.test(model),
  ),
];

/** What is estimated for the messages of the first feature; a rule compares it with what that was billed. */
export const estimate: LiveFeature = {
  id: 'estimate',
  operations: ['estimateTokenCount'],
  paid: 0,
  *run({ value: model }) {
    const { status } = yield {
      operationId: 'estimateTokenCount',
      title: 'the tokens of the plain chat',
      arguments: { body: { contentType: 'application/json', value: { model, messages: hello } } },
    };
    return status === 200;
  },
};
