import { chatRule } from './chat-rule.ts';
import { objectOf } from './json.ts';
import { wrong } from './outcome.ts';

/** With thinking disabled, a completion has no reasoning. */
export const thinkingOff = chatRule(
  'thinking-off',
  'document',
  '#/components/schemas/KimiK26ChatRequest/allOf/1/properties/thinking/properties/type: enable or disable thinking capability',
  ({ choices, request: { thinking } }) => {
    if (objectOf(thinking)['type'] !== 'disabled') return 'thinking is not disabled';
    return choices.some(({ reasoning }) => typeof reasoning === 'string' && reasoning !== '')
      ? wrong('/choices/message/reasoning_content', 'there is reasoning although thinking is disabled')
      : undefined;
  },
);
