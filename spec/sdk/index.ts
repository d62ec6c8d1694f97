/** Helpers for this API: streams with events, tool loops, structured output, partial mode, media, models and batches. */

export {
  type BatchRequest,
  type BatchResult,
  batchLines,
  batchResults,
  type ChatBatchSettings,
  createChatBatch,
  type WaitForBatchOptions,
  waitForBatch,
} from './batches.ts';
export { type ChatEvent, type ChatFold, createChatFold, IncompleteStreamError } from './chat-fold.ts';
export { chooseModel } from './choose-model.ts';
export { continueChat } from './continue-chat.ts';
export { inlineMedia, uploadMedia } from './media-parts.ts';
export { ParseError, type ParseFormat, parseChat, parseCompletion, responseFormat } from './parse-chat.ts';
export {
  type RunToolsOptions,
  type RunToolsResult,
  runTools,
  ToolLoopError,
  type ToolStep,
} from './run-tools.ts';
export type { JsonSchemaObject, StandardSchema } from './standard-schema.ts';
export { type ChatMessage, type ChatStream, streamChat } from './stream-chat.ts';
export { type ChatTool, chatTool, type ToolResult } from './tool-loop.ts';
