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
  format: {
    readonly name: string;
    readonly schema: JsonSchemaObject | StandardSchema<Output>;
    readonly strict?: boolean;
  },
  options?: RequestOptions,
): Promise<{ readonly parsed: Output; readonly completion: ChatCompletionResponse }> {
  const { name, schema, strict } = format;
  const completion = await client.chat.completions.create(
    {
      ...body,
      stream: false,
      response_format: {
        type: 'json_schema',
        json_schema: {
          name,
          schema: schemaToSend('format.schema', schema),
          ...(strict === undefined ? {} : { strict }),
        },
      },
    },
    options,
  );
  const [choice] = completion.choices;
  const content = choice?.message.content ?? '';
  if (choice?.finish_reason === 'length')
    throw new ParseError('the completion was cut by its token limit', content, completion);
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new ParseError('the content is not JSON', content, completion, { cause });
  }
  if (!isStandardSchema(schema)) return { parsed: value as Output, completion };
  const result = await schema['~standard'].validate(value);
  if (result.issues !== undefined)
    throw new ParseError(
      `the content does not match the schema: ${issueLines(result.issues)}`,
      content,
      completion,
    );
  return { parsed: result.value as Output, completion };
}
