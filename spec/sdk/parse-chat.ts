import type {
  ChatCompletionRequest,
  ChatCompletionResponse,
  Moonshot,
  RequestOptions,
} from 'moonshot-plumbline';
import { ClientError } from 'moonshot-plumbline';
import {
  isStandardSchema,
  issueLines,
  type JsonSchemaObject,
  type StandardSchema,
} from './standard-schema.ts';
import { schemaToSend } from './tool-schema.ts';

/** The content of a completion does not match the schema; `content` holds it as it came. */
export class ParseError extends ClientError {
  override readonly name = 'ParseError';
  readonly content: string;
  readonly completion: ChatCompletionResponse;
  constructor(reason: string, content: string, completion: ChatCompletionResponse, options?: ErrorOptions) {
    super(reason, options);
    this.content = content;
    this.completion = completion;
  }
}

/**
 * Chats with `response_format` set to the schema and parses the content of the first choice. A Standard Schema also checks
 * the value and gives it its type; of a JSON Schema the type is `unknown`, and the server is trusted to have kept to it.
 *
 * Throws a ConfigurationError for a schema that cannot be sent, a ParseError for content that is cut, not JSON or not valid.
 */
export async function parseChat<Output = unknown>(
  client: Pick<Moonshot, 'chat'>,
  body: ChatCompletionRequest,
  format: ParseFormat<Output>,
  options?: RequestOptions,
): Promise<{ readonly parsed: Output; readonly completion: ChatCompletionResponse }> {
  const completion = await client.chat.completions.create(
    { ...body, stream: false, response_format: await responseFormat(format) },
    options,
  );
  return { parsed: await parseCompletion(completion, format.schema), completion };
}

/** What the content of a completion must look like. */
export interface ParseFormat<Output = unknown> {
  readonly name: string;
  readonly schema: JsonSchemaObject | StandardSchema<Output>;
  readonly strict?: boolean;
}

/**
 * `response_format` of a request, for streams, tool loops and batches; `parseCompletion` reads what comes of it. Throws a
 * ConfigurationError for a schema that cannot be sent.
 */
export async function responseFormat({ name, schema, strict }: ParseFormat) {
  return {
    type: 'json_schema' as const,
    json_schema: {
      name,
      schema: await schemaToSend('format.schema', schema),
      ...(strict === undefined ? {} : { strict }),
    },
  };
}

/** Parses the content of the first choice. Throws a ParseError for content that is cut, not JSON or not valid. */
export async function parseCompletion<Output = unknown>(
  completion: ChatCompletionResponse,
  schema: ParseFormat<Output>['schema'],
): Promise<Output> {
  const [choice] = completion.choices;
  const content = choice?.message.content ?? '';
  const wrong = (reason: string, options?: ErrorOptions) =>
    new ParseError(reason, content, completion, options);
  if (choice?.finish_reason === 'length') throw wrong('the completion was cut by its token limit');
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw wrong('the content is not JSON', { cause });
  }
  if (!isStandardSchema(schema)) return value as Output;
  const result = await schema['~standard'].validate(value);
  if (result.issues !== undefined)
    throw wrong(`the content does not match the schema: ${issueLines(result.issues)}`);
  return result.value as Output;
}
