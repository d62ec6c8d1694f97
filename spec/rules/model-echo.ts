import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** The model that answers is the model that was asked; an `-auto` id is a choice left to the server. */
export const modelEcho = chatRule(
  'model-echo',
  'document',
  '#/components/schemas/ChatCompletionResponse/properties/model: model used for the completion',
  ({ model, request: { model: asked } }) => {
    if (typeof asked !== 'string' || asked.endsWith('-auto')) return 'the server chooses the model';
    return model === asked ? undefined : wrong('/model', `the model is ${String(model)}, asked was ${asked}`);
  },
);
