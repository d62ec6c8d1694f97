import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { Compile } from 'typebox/schema';
import * as v from 'valibot';
import { z } from 'zod';

/** One way to check a chat request. */
export interface Contender {
  readonly name: string;
  readonly note: string;
  readonly accepts: (value: unknown) => boolean;
}

const say = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);
const tool = (name: string) => ({
  type: 'function',
  function: {
    name,
    description: say('Looks up a city. ', 60),
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
});

const short = {
  model: 'moonshot-v1-8k',
  messages: [
    { role: 'system', content: say('You are a helpful assistant. ', 120) },
    { role: 'user', content: 'What is the weather like in Beijing today?' },
    { role: 'assistant', content: 'Let me look that up for you.' },
    { role: 'user', content: 'And in Shanghai?' },
  ],
  temperature: 0.3,
  max_completion_tokens: 1024,
  stream: false,
  tools: [tool('get_weather')],
};

const long = {
  model: 'kimi-k2.6',
  messages: Array.from({ length: 100 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content:
      index % 2 === 0
        ? [
            { type: 'text', text: say('What is on this picture, and why? ', 160) },
            { type: 'image_url', image_url: { url: `https://example.com/pictures/${index}.png` } },
          ]
        : say('It shows a plumb line hanging true beside a wall. ', 250),
  })),
  thinking: { type: 'enabled', keep: 'all' },
  tools: Array.from({ length: 20 }, (_, index) => tool(`tool_${index}`)),
};

/** What is checked: a short valid request, a long valid one, and the short one with a temperature out of range. */
export const values: readonly { readonly name: string; readonly value: unknown; readonly valid: boolean }[] =
  [
    { name: 'short', value: short, valid: true },
    { name: 'long', value: long, valid: true },
    { name: 'bad temperature', value: { ...short, temperature: 2 }, valid: false },
  ];

const v1Models = [
  ...['moonshot-v1-8k', 'moonshot-v1-32k', 'moonshot-v1-128k', 'moonshot-v1-auto'],
  ...['moonshot-v1-8k-vision-preview', 'moonshot-v1-32k-vision-preview', 'moonshot-v1-128k-vision-preview'],
] as const;
const k2Models = ['kimi-k2-0905-preview', 'kimi-k2-0711-preview', 'kimi-k2-turbo-preview'] as const;
const thinkingModels = ['kimi-k2-thinking', 'kimi-k2-thinking-turbo'] as const;

function zodSchema() {
  const url = z.union([z.string(), z.looseObject({ url: z.string() })]);
  const part = z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('text'), text: z.string() }),
    z.looseObject({ type: z.literal('image_url'), image_url: url }),
    z.looseObject({ type: z.literal('video_url'), video_url: url }),
  ]);
  const message = z.looseObject({
    role: z.enum(['system', 'user', 'assistant']),
    content: z.union([z.string(), z.array(part)]),
    name: z.string().optional(),
    partial: z.boolean().optional(),
  });
  const base = {
    messages: z.array(message),
    max_tokens: z.int().optional(),
    max_completion_tokens: z.int().optional(),
    stop: z.union([z.string(), z.array(z.string()).max(5)]).optional(),
    stream: z.boolean().optional(),
    tools: z
      .array(
        z.looseObject({
          type: z.literal('function'),
          function: z.looseObject({
            name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9-_]{2,63}$/),
            parameters: z.looseObject({}),
            strict: z.boolean().optional(),
          }),
        }),
      )
      .max(128)
      .optional(),
  };
  const sampling = {
    temperature: z.number().min(0).max(1).optional(),
    top_p: z.number().min(0).max(1).optional(),
    n: z.int().min(1).max(5).optional(),
    presence_penalty: z.number().min(-2).max(2).optional(),
    frequency_penalty: z.number().min(-2).max(2).optional(),
  };
  const type = z.enum(['enabled', 'disabled']);
  return z.discriminatedUnion('model', [
    z.looseObject({ ...base, ...sampling, model: z.enum(v1Models) }),
    z.looseObject({ ...base, ...sampling, model: z.enum(k2Models) }),
    z.looseObject({ ...base, ...sampling, model: z.enum(thinkingModels) }),
    z.looseObject({ ...base, model: z.literal('kimi-k2.5'), thinking: z.strictObject({ type }).optional() }),
    z.looseObject({
      ...base,
      model: z.literal('kimi-k2.6'),
      thinking: z.strictObject({ type, keep: z.literal('all').nullable().optional() }).optional(),
    }),
  ]);
}

function valibotSchema() {
  const url = v.union([v.string(), v.looseObject({ url: v.string() })]);
  const part = v.variant('type', [
    v.looseObject({ type: v.literal('text'), text: v.string() }),
    v.looseObject({ type: v.literal('image_url'), image_url: url }),
    v.looseObject({ type: v.literal('video_url'), video_url: url }),
  ]);
  const between = (least: number, most: number) =>
    v.optional(v.pipe(v.number(), v.minValue(least), v.maxValue(most)));
  const base = {
    messages: v.array(
      v.looseObject({
        role: v.picklist(['system', 'user', 'assistant']),
        content: v.union([v.string(), v.array(part)]),
        name: v.optional(v.string()),
        partial: v.optional(v.boolean()),
      }),
    ),
    max_tokens: v.optional(v.pipe(v.number(), v.integer())),
    max_completion_tokens: v.optional(v.pipe(v.number(), v.integer())),
    stop: v.optional(v.union([v.string(), v.pipe(v.array(v.string()), v.maxLength(5))])),
    stream: v.optional(v.boolean()),
    tools: v.optional(
      v.pipe(
        v.array(
          v.looseObject({
            type: v.literal('function'),
            function: v.looseObject({
              name: v.pipe(v.string(), v.regex(/^[a-zA-Z_][a-zA-Z0-9-_]{2,63}$/)),
              parameters: v.looseObject({}),
              strict: v.optional(v.boolean()),
            }),
          }),
        ),
        v.maxLength(128),
      ),
    ),
  };
  const sampling = {
    temperature: between(0, 1),
    top_p: between(0, 1),
    n: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5))),
    presence_penalty: between(-2, 2),
    frequency_penalty: between(-2, 2),
  };
  const type = v.picklist(['enabled', 'disabled']);
  return v.variant('model', [
    v.looseObject({ ...base, ...sampling, model: v.picklist(v1Models) }),
    v.looseObject({ ...base, ...sampling, model: v.picklist(k2Models) }),
    v.looseObject({ ...base, ...sampling, model: v.picklist(thinkingModels) }),
    v.looseObject({ ...base, model: v.literal('kimi-k2.5'), thinking: v.optional(v.strictObject({ type })) }),
    v.looseObject({
      ...base,
      model: v.literal('kimi-k2.6'),
      thinking: v.optional(v.strictObject({ type, keep: v.optional(v.nullable(v.literal('all'))) })),
    }),
  ]);
}

/** The model whose emitted validator is measured. */
export const model = 'ChatCompletionRequest';

/** Every other way, made ready. Schemas for zod and valibot are written by hand, the others read the document. */
export function contenders(document: { readonly [key: string]: unknown }): readonly Contender[] {
  const pointer = '/paths/~1v1~1chat~1completions/post/requestBody/content/application~1json/schema';
  // As anyone sets it up: the document's formats (all of them float) are known to ajv-formats.
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false });
  formats.default(ajv);
  ajv.addSchema(document, 'https://plumbline.invalid/document');
  const plain = ajv.compile({ $ref: `https://plumbline.invalid/document#${pointer}` });
  const { components } = document as { readonly components: object };
  const typebox = Compile({ components, $ref: '#/components/Chat', ...withChat(document) } as object);
  const zod = zodSchema();
  const valibot = valibotSchema();
  return [
    { name: 'Ajv', note: 'the document with its overlays', accepts: (value) => plain(value) },
    { name: 'typebox', note: 'the document with its overlays', accepts: (value) => typebox.Check(value) },
    { name: 'zod', note: 'by hand, discriminated', accepts: (value) => zod.safeParse(value).success },
    {
      name: 'valibot',
      note: 'by hand, discriminated',
      accepts: (value) => v.safeParse(valibot, value).success,
    },
  ];
}

/** The chat body as a component, so that engines that resolve no deep pointers find it. */
function withChat(document: { readonly [key: string]: unknown }): object {
  const { components, paths } = document as {
    readonly components: { readonly schemas: object };
    readonly paths: Record<
      string,
      { post: { requestBody: { content: Record<string, { schema: object }> } } }
    >;
  };
  const chat = paths['/v1/chat/completions']?.post.requestBody.content['application/json']?.schema;
  return { components: { ...components, Chat: chat } };
}
