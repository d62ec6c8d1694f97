import type { Rule, RuleExchange } from 'openapi-plumbline';
import { completedOf } from './completed.ts';
import { type Json, objectOf } from './json.ts';

/** What a request wants, apart from how it is sent. */
function askedOf({ arguments: { body } }: RuleExchange): string {
  const { stream: _, stream_options: __, ...rest } = objectOf(body?.value) as Json;
  return JSON.stringify(rest);
}

const textOf = (exchange: RuleExchange): string | undefined => {
  const completed = completedOf(exchange);
  return completed && JSON.stringify(completed.choices.map(({ content, finish }) => [content ?? '', finish]));
};

/** A request that gets the same completion each time gets the same one in a stream. Checked over whole runs. */
export const streamAgrees: Rule = {
  id: 'stream-agrees',
  evidence: 'document',
  source:
    '#/components/schemas/ChatRequestBase/properties/stream: whether to return the response in a streaming fashion',
  appliesTo: ['createChatCompletion'],
  across(exchanges) {
    const whole = new Map<string, string[]>();
    for (const exchange of exchanges) {
      const text =
        exchange.events === undefined && exchange.intent === 'valid' ? textOf(exchange) : undefined;
      if (text !== undefined) whole.set(askedOf(exchange), [...(whole.get(askedOf(exchange)) ?? []), text]);
    }
    const differs = exchanges.find((exchange) => {
      const [first, ...more] = whole.get(askedOf(exchange)) ?? [];
      // A model that speaks differently each time is held to nothing.
      if (exchange.events === undefined || more.length === 0 || more.some((text) => text !== first))
        return false;
      const streamed = textOf(exchange);
      return streamed !== undefined && streamed !== first;
    });
    if (differs === undefined) return [];
    const against = exchanges.filter(
      (each) => each.events === undefined && askedOf(each) === askedOf(differs),
    );
    return [
      {
        exchange: differs,
        against: against.slice(0, 1),
        instanceLocation: '/choices',
        message: 'the stream says something else than the whole response',
      },
    ];
  },
};
