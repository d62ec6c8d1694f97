import { isObject, listOf } from './api.ts';

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** What an image or a video counts, whatever its size. */
const mediaTokens = 1024;

/**
 * Tokens of a list of messages: one for each four bytes of text, four for each message. The estimate and chat count
 * alike.
 */
export function countPrompt(messages: unknown): number {
  return listOf(messages).reduce<number>((sum, message) => sum + 4 + countMessage(message), 0);
}

function countMessage(message: unknown): number {
  if (!isObject(message)) return 0;
  const { content, name, tool_calls: calls } = message;
  const parts = listOf(content);
  const texts = [
    ...(typeof content === 'string' ? [content] : []),
    ...(typeof name === 'string' ? [name] : []),
    ...parts.flatMap((part) => (isObject(part) && typeof part['text'] === 'string' ? [part['text']] : [])),
    ...(Array.isArray(calls) ? [JSON.stringify(calls)] : []),
  ];
  const media = parts.filter((part) => isObject(part) && part['type'] !== 'text').length;
  return texts.reduce((sum, text) => sum + Math.ceil(bytesOf(text) / 4), 0) + media * mediaTokens;
}

/** The pieces that a completion is made of, counted and streamed one by one. */
export const piecesOf = (text: string): readonly string[] =>
  text === '' ? [] : text.split(/(?<=\s)(?=\S)/u);
