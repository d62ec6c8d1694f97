import type { Palette } from '../../conformance/report/console.ts';
import type { Inference } from '../../generator/contract/model.ts';
import { oneLine } from '../../generator/json/safe-text.ts';
import { wrap } from '../../generator/print/text.ts';
import type { ExplainedOperation, ExplainedResource, Explanation } from '../run/explanation.ts';

/** Columns of a line; a line that is to be copied into an overlay stays whole. */
const width = 80;

/** An explanation as lines of a terminal, section by section; a section that has nothing to say is left out. */
export function explanationLines(explanation: Explanation, palette: Palette): readonly string[] {
  const { bold, dim } = palette;
  const { document, credentials, operations, resources, references, unique, sorts, actions } = explanation;
  const of = (indent: number, text: string): readonly string[] =>
    wrap(oneLine(text), width - indent).map((line) => `${' '.repeat(indent)}${line}`);
  const detail = (text: string): readonly string[] => of(4, text).map(dim);
  const why = ({ reason, override }: Inference): readonly string[] => [
    ...detail(`because ${reason}`),
    dim(`    change it: ${override}`),
  ];
  const explained = (inferences: readonly { readonly inference: Inference }[]): readonly string[] =>
    inferences.flatMap(({ inference }) => [...of(2, inference.what), ...why(inference)]);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', bold(title), ...lines];
  const facts = (name: 'pagination' | 'stream' | 'idempotency'): readonly string[] =>
    explained(
      operations.flatMap((each) => {
        const inference = each[name]?.['inference'] as Inference | undefined;
        // What a method says by itself needs no reason here: a GET may be sent twice.
        const isPlain = name === 'idempotency' && each.idempotency?.['by'] !== 'header';
        return inference === undefined || isPlain ? [] : [{ inference }];
      }),
    );
  const counted = [count(operations.length, 'operation'), count(resources.length, 'resource')].join(', ');
  return [
    bold(oneLine(`${document.title} ${document.version}`)),
    dim(`OpenAPI ${document.dialect}, ${counted}`),
    ...section(
      'Credentials',
      credentials.flatMap(({ name, type, sentAs, env }) =>
        of(2, `${name}: ${type} in ${sentAs}, from the environment variable ${env}`),
      ),
    ),
    ...section(
      'Operations',
      operations.flatMap((each) => [
        bold(oneLine(`  ${each.method.toUpperCase()} ${each.path}`)),
        ...of(4, `${roleOf(each)}, ${each.call}, ${each.place}`),
        ...detail(messagesOf(each)),
        ...(each.variants.length === 0 ? [] : detail(`variants: ${each.variants.join(', ')}`)),
        ...(each.callbacks.length === 0 ? [] : detail(`calls back: ${each.callbacks.join(', ')}`)),
        ...(each.inference === undefined ? [] : why(each.inference)),
      ]),
    ),
    ...section(
      'Webhooks',
      explanation.webhooks.flatMap((name) => of(2, name)),
    ),
    ...section(
      'Resources',
      resources.flatMap((each) => [
        bold(oneLine(`  ${each.path}`)),
        ...of(4, kindOf(each)),
        ...why(each.inference),
      ]),
    ),
    ...section('How ids flow', explained(references.filter((each) => each.in !== 'path'))),
    ...section('Paging', facts('pagination')),
    ...section('Streams', facts('stream')),
    ...section('Requests that may be sent twice, by a header', facts('idempotency')),
    ...section('Members that are unique', explained(unique)),
    ...section('Orders of lists', explained(sorts)),
    ...section(
      'Actions and states',
      actions.flatMap(({ words, inference }) => [
        ...of(2, words === undefined ? inference.what : `${inference.what} (${words})`),
        ...why(inference),
      ]),
    ),
    ...section(
      'Ignored',
      explanation.ignored.flatMap(({ what, reason }) => of(2, `${what}: ${reason}`)),
    ),
  ];
}

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;

const roleOf = ({ role, resource }: ExplainedOperation): string =>
  resource === undefined ? role : `${role} of ${resource}`;

/** What is sent and received: media types, statuses, credentials. */
function messagesOf({ request, responses, credentials }: ExplainedOperation): string {
  const keys = credentials.map((schemes) => schemes.join(' and ') || 'none').join(' or ');
  return [
    ...(request === undefined ? [] : [`takes ${request.join(', ')}`]),
    ...Object.entries(responses).map(([status, types]) => [status, types.join(', ')].join(' ').trim()),
    credentials.length === 0 ? 'no credential' : `credential ${keys}`,
  ].join(' · ');
}

function kindOf({ kind, itemPath, keys, created, parent, chosenBy }: ExplainedResource): string {
  const named = keys.map(({ parameter, member }) =>
    member === undefined ? `{${parameter}}` : `{${parameter}} is ${member.join('.')} of an item`,
  );
  return [
    `${chosenBy.length > 0 ? `one for each ${chosenBy.join(', ')} of the query` : kind}${itemPath === undefined ? '' : `, items at ${itemPath}`}`,
    ...named,
    ...(created === undefined ? [] : [keySource(created)]),
    ...(parent === undefined ? [] : [`below an item of ${parent}`]),
  ].join(' · ');
}

/** Where the key of a new item comes from. */
function keySource(created: NonNullable<ExplainedResource['created']>): string {
  switch (created.in) {
    case 'response':
      return `a new key is ${created.members.join('.')} of the response to the creation`;
    case 'request':
      return `the client chooses the key: ${created.members.join('.')} of the request`;
    case 'location':
      return 'a new key is at the end of the header Location';
    case 'path':
      return 'the client chooses the key, in the path of PUT';
  }
}
