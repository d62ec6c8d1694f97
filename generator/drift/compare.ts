import type { Contract, Operation } from '../contract/model.ts';
import { pathShape } from '../contract/path-shape.ts';
import { equalJson } from '../json/equal-json.ts';
import { child, valueAt } from '../json/pointer.ts';
import { compareRequestBodies } from './bodies.ts';
import { byWeight, type Change } from './change.ts';
import { type CompareOptions, type Comparison, openComparison, type Place } from './comparison.ts';
import { type Difference, documentDifferences } from './differences.ts';
import { readEdits } from './edits.ts';
import { compareParameters } from './parameters.ts';
import { compareResponses } from './responses.ts';
import { compareSecurity } from './security.ts';
import { compareServers, movedBasePath } from './servers.ts';
import { hasEditedSubtypes } from './subtypes.ts';

/**
 * What changed between two contracts, heaviest first; empty when the documents say the same in the same words. Wire,
 * dispatch, behaviour and docs; the source axis is compared through generated text, see source.ts.
 */
export function compareContracts(
  base: Contract,
  head: Contract,
  options: CompareOptions = {},
): readonly Change[] {
  if (equalJson(base.document, head.document)) return [];
  const comparison = openComparison(base, head, options);
  const moved = movedBasePath(base, head);
  if (moved === undefined)
    compareServers(comparison, base.servers, head.servers, { base: '#/servers', head: '#/servers' });
  compareOperations(comparison, base.operations, head.operations, false, 'operation', moved);
  compareOperations(comparison, base.webhooks, head.webhooks, true, 'webhook');
  const differences = documentDifferences(base.document, head.document);
  compareTexts(comparison, differences);
  const editOf = readEdits(differences);
  return comparison
    .changes()
    .map((change) => {
      const edit = editOf(change);
      return edit === undefined ? change : { ...change, edit };
    })
    .sort(byWeight);
}

/** The key of an operation: names in a path template are not part of it, since requests do not contain them. */
const shape = ({ method, path }: Operation, prefix: string): string =>
  `${method} ${prefix}${pathShape(path)}`;
const nameOf = ({ method, path }: Operation): string => `${method.toUpperCase()} ${path}`;

function compareOperations(
  comparison: Comparison,
  before: readonly Operation[],
  after: readonly Operation[],
  inverted: boolean,
  noun: 'operation' | 'webhook' | 'callback',
  prefix = { base: '', head: '' },
): void {
  const key = inverted ? nameOf : shape;
  const [old, now] = [
    new Map(before.map((each) => [key(each, prefix.base), each])),
    new Map(after.map((each) => [key(each, prefix.head), each])),
  ];
  for (const [id, was] of old) {
    const is = now.get(id);
    if (is !== undefined) {
      compareOperation(comparison, { base: was, head: is, name: nameOf(is), inverted });
      continue;
    }
    comparison.report({
      base: was.pointer,
      operation: nameOf(was),
      code: `${noun}-removed`,
      axis: 'wire',
      verdict: inverted ? 'non-breaking' : 'breaking',
      polarity: inverted ? 'response' : 'request',
      severity: inverted ? 'warning' : 'error',
      message: inverted
        ? `${nameOf(was)} is not called any more`
        : `${nameOf(was)} is gone${was.deprecated ? sunset(comparison, was) : ': calls to it are refused'}`,
      ...(inverted
        ? {}
        : {
            witness: { where: nameOf(was), value: nameOf(was), from: 'base' as const },
            hint: was.deprecated
              ? 'Where its sunset is agreed on, say `sunset: allowed` in the policy.'
              : 'Deprecate it first, with a sunset date.',
          }),
    });
  }
  for (const [id, is] of now) {
    if (old.has(id)) continue;
    comparison.report({
      head: is.pointer,
      operation: nameOf(is),
      code: `${noun}-added`,
      axis: 'wire',
      verdict: 'non-breaking',
      polarity: inverted ? 'response' : 'request',
      severity: 'info',
      message: `${nameOf(is)} is new`,
    });
  }
}

function sunset(comparison: Comparison, operation: Operation): string {
  const date = valueAt(comparison.base.document, child(operation.pointer, 'x-sunset'));
  return typeof date === 'string'
    ? `; it was deprecated, to go on ${date}`
    : '; it was deprecated, but calls to it are refused from now on';
}

function compareOperation(comparison: Comparison, place: Place): void {
  const { base: was, head: is, name } = place;
  compareSecurity(comparison, place);
  if (was.servers !== comparison.base.servers || is.servers !== comparison.head.servers) {
    compareServers(comparison, was.servers, is.servers, {
      base: was.pointer,
      head: is.pointer,
      operation: name,
    });
  }
  const unhoisted = (operation: Operation, contract: Contract): unknown =>
    valueAt(
      contract.document,
      child(operation.pointer.slice(0, operation.pointer.lastIndexOf('/')), 'parameters'),
    );
  if (
    was.path === is.path &&
    comparison.sameDialect &&
    !hasEditedSubtypes(comparison) &&
    comparison.sameness.same(was.pointer, is.pointer) &&
    equalJson(unhoisted(was, comparison.base), unhoisted(is, comparison.head)) &&
    was.parameters.every((parameter, index) =>
      comparison.sameness.same(parameter.pointer, is.parameters[index]?.pointer ?? '#'),
    )
  ) {
    return;
  }
  if (was.deprecated !== is.deprecated) {
    comparison.report({
      base: was.pointer,
      head: is.pointer,
      operation: name,
      code: is.deprecated ? 'operation-deprecated' : 'operation-not-deprecated',
      axis: 'behaviour',
      verdict: 'non-breaking',
      polarity: 'none',
      severity: 'info',
      message: `${name} is ${is.deprecated ? 'deprecated now, which changes no message' : 'not deprecated any more'}`,
    });
  }
  compareParameters(comparison, place);
  compareRequestBodies(comparison, place);
  compareResponses(comparison, place);
  const callbacks = (operation: Operation): readonly Operation[] =>
    operation.callbacks.flatMap(({ name: callback, expression, operations }) =>
      operations.map((each) => ({ ...each, path: `${callback} ${expression}` })),
    );
  compareOperations(comparison, callbacks(was), callbacks(is), !place.inverted, 'callback');
}

/** More changes of words than this are not listed one by one. */
const mostTexts = 200;

/** Reports differences without a change of meaning: descriptions, names, spellings. */
function compareTexts(comparison: Comparison, differences: readonly Difference[]): void {
  const quiet = { polarity: 'none', severity: 'none' } as const;
  const said = comparison.changes().length > 0;
  const texts = differences.filter(({ kind }) => kind !== 'meaning');
  const unlisted = texts.slice(mostTexts).length;
  for (const [index, { kind, ...place }] of texts.slice(0, mostTexts).entries()) {
    const pointer = place.head ?? place.base ?? '#';
    const [inBase, inHead] = [place.base !== undefined, place.head !== undefined];
    const keyword = pointer.slice(pointer.lastIndexOf('/') + 1);
    if (kind === 'words') {
      comparison.report({
        ...place,
        ...quiet,
        code: 'words-changed',
        axis: 'docs',
        verdict: 'docs-only',
        message: `${keyword} is ${inBase ? (inHead ? 'worded differently' : 'removed') : 'new'}`,
        ...(index === mostTexts - 1 && unlisted > 0 ? { unlisted } : {}),
      });
    } else if (kind === 'identifier') {
      comparison.report({
        ...place,
        ...quiet,
        code: 'operation-id-changed',
        axis: 'docs',
        verdict: 'non-breaking',
        message: `${keyword} is ${inBase ? (inHead ? 'another' : 'removed') : 'new'}; no message carries it`,
      });
    }
  }
  const other = differences.filter(({ kind }) => kind === 'meaning');
  const [first] = other;
  if (first === undefined || said) return;
  const pointer = first.head ?? first.base ?? '#';
  const [inBase, inHead] = [first.base !== undefined, first.head !== undefined];
  // A component that comes or goes by itself; one that comes while another goes is a new name for it.
  const component = /^#\/components\/[^/]+\/[^/]+$/.test(pointer) && inBase !== inHead && other.length === 1;
  comparison.report({
    ...(first.base === undefined ? {} : { base: first.base }),
    ...(first.head === undefined ? {} : { head: first.head }),
    ...quiet,
    code: component ? (inHead ? 'component-added' : 'component-removed') : 'equivalent',
    axis: 'docs',
    verdict: 'non-breaking',
    severity: component ? 'info' : 'none',
    message: component
      ? `the component is ${inHead ? 'new' : 'removed'}; no message changes by it`
      : 'written differently, with the same meaning: every message is accepted as before',
  });
}
