import type { Contract, Link, Response } from '../contract/model.ts';
import { equalJson } from '../json/equal-json.ts';
import { child } from '../json/pointer.ts';
import type { Comparison, Message, Reported } from './comparison.ts';

/**
 * Compares what a response says of the requests that may follow it. No message changes with a link (OpenAPI 3.1, 4.8.20),
 * but a client that finds its next request by one does.
 */
export function compareLinks(comparison: Comparison, was: Response, is: Response, message: Message): void {
  const report = (
    code: 'added' | 'removed' | 'changed',
    name: string,
    text: string,
    more: Pick<Reported, 'severity' | 'hint'>,
  ): void =>
    comparison.report({
      ...(code === 'added' ? {} : { base: child(was.pointer, 'links', name) }),
      ...(code === 'removed' ? {} : { head: child(is.pointer, 'links', name) }),
      operation: message.operation,
      code: `link-${code}`,
      axis: 'behaviour',
      verdict: 'non-breaking',
      polarity: message.polarity,
      message: `the link \`${name}\` of the response ${is.status} ${text}`,
      ...more,
    });
  for (const link of was.links) {
    const { name } = link;
    const other = is.links.find((each) => each.name === name);
    if (other === undefined)
      report('removed', name, 'is gone: clients that follow it have to know the next request themselves', {
        severity: 'warning',
        hint: 'Keep the link as long as the operation that it leads to exists.',
      });
    else if (targetOf(comparison.base, link) !== targetOf(comparison.head, other))
      report('changed', name, `leads to ${targetOf(comparison.head, other)} now`, { severity: 'warning' });
    else if (!equalJson(link.parameters, other.parameters))
      report('changed', name, 'takes the parameters of the next request from elsewhere now', {
        severity: 'warning',
      });
  }
  for (const { name } of is.links)
    if (!was.links.some((each) => each.name === name)) report('added', name, 'is new', { severity: 'info' });
}

/** Where a link leads, as requests are made; an operation may have got another id. */
function targetOf({ operations }: Contract, { operationId, operationRef }: Link): string {
  const target = operations.find((each) =>
    operationId === undefined ? each.pointer === operationRef : each.operationId === operationId,
  );
  return target === undefined
    ? (operationRef ?? operationId ?? 'no operation')
    : `${target.method.toUpperCase()} ${target.path}`;
}
