import type {
  ChatCompletionRequest,
  ChatCompletionResponse,
  Moonshot,
  RequestOptions,
} from 'moonshot-plumbline';

/**
 * Partial mode: the model continues `prefix`, the beginning of its own message. Returns the joined text and the completion,
 * whose content leaves the prefix out.
 */
export async function continueChat(
  client: Pick<Moonshot, 'chat'>,
  body: ChatCompletionRequest,
  prefix: string,
  options?: RequestOptions,
): Promise<{ readonly text: string; readonly completion: ChatCompletionResponse }> {
  const completion = await client.chat.completions.create(
    {
      ...body,
      stream: false,
      messages: [...body.messages, { role: 'assistant', content: prefix, partial: true }],
    },
    options,
  );
  return { text: prefix + (completion.choices[0]?.message.content ?? ''), completion };
}
