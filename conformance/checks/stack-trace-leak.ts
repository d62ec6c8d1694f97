import type { Check } from '../model.ts';
import { failed, notApplicable, passed } from './verdict.ts';

const traces: readonly RegExp[] = [
  /Traceback \(most recent call last\)/,
  /\n\s+at .+\(.+:\d+(:\d+)?\)/,
  /\\n\s+at .+\(.+:\d+(:\d+)?\)/,
  /goroutine \d+ \[/,
  /\bpanic: /,
  /[\w/]\.(rb|py|go|php|java|rs):\d+:in /,
  /Exception in thread "/,
  /(org|com|java)\.[\w.]+(Exception|Error)[:\s]/,
];

/** An error response shows no internals of the server. */
export const stackTraceLeak: Check = {
  id: 'stack-trace-leak',
  judgesUnusual: true,
  check(exchange) {
    if (exchange.response.status < 400) return notApplicable('the response is not an error');
    const text = new TextDecoder().decode(exchange.response.body);
    return traces.some((trace) => trace.test(text))
      ? failed(this, exchange, { message: 'the error shows a stack trace', instanceLocation: '' })
      : passed;
  },
};
