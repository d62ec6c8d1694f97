import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** The model of the completion is the requested model; an `-auto` id is a choice left to the server. */
export const modelEcho = chatRule(
  'model-echo',
  'document',
  '#/components/schemas/ChatCompletionResponse/properties/model: model used for the completion',
  ({ model, request: { model: requested } }) => {
    if (typeof requested !== 'string' || requested.endsWith('-auto')) return 'the server chooses the model';
    return model === requested
      ? undefined
      : wrong('/model', `the model is ${String(model)}, requested was ${requested}`);
  },
);
