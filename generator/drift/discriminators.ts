import type { SchemaNode } from '../containment/node.ts';
import { child, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { Comparison } from './comparison.ts';
import { flatten, listedValues, pairBranches } from './flat.ts';
import { placeName } from './place-name.ts';
import type { SchemaPair } from './schema-pair.ts';

interface Dispatch {
  readonly pointer: Pointer;
  readonly property: string;
  readonly mapping: ReadonlyMap<string, string>;
  readonly branches: readonly SchemaNode[];
}

/**
 * Reports where code that selects a schema by discriminator finds another schema or none; JSON Schema ignores
 * discriminators.
 */
export function discriminatorChanges(
  comparison: Comparison,
  pair: SchemaPair,
  base: SchemaNode,
  head: SchemaNode,
): void {
  const seen = new Set<string>();
  const compared = new Set<string>();
  walk([base], [head], 0);

  function walk(before: readonly SchemaNode[], after: readonly SchemaNode[], depth: number): void {
    const [left, right] = [before[0], after[0]];
    if (left === undefined || right === undefined || depth > 40) return;
    const key = `${left.pointer}\n${right.pointer}`;
    if (
      seen.has(key) ||
      (before.length === 1 && after.length === 1 && comparison.sameness.same(left.pointer, right.pointer))
    )
      return;
    seen.add(key);
    const [was, is] = [flatten(before), flatten(after)];
    compare(dispatchOf(was.parts), dispatchOf(is.parts), right.pointer);
    for (const [name, nodes] of was.properties) walk(nodes, is.properties.get(name) ?? [], depth + 1);
    walk(was.items, is.items, depth + 1);
    walk(was.additional, is.additional, depth + 1);
    for (const [branch, other] of pairBranches(was.unions.flat(), is.unions.flat()))
      walk([branch], [other], depth + 1);
  }

  function compare(was: Dispatch | undefined, is: Dispatch | undefined, place: Pointer): void {
    const { polarity, operation } = pair;
    // A schema that contains itself is met again below, with the same discriminator.
    const both = `${was?.pointer} ${is?.pointer}`;
    if (compared.has(both)) return;
    compared.add(both);
    const name = placeName(head.space.document, place);
    if (is === undefined) {
      if (was === undefined) return;
      comparison.report({
        base: was.pointer,
        operation,
        code: 'discriminator-removed',
        axis: 'dispatch',
        verdict: 'non-breaking',
        polarity: 'none',
        severity: 'info',
        message: `${name} has no discriminator any more; readers try each branch`,
      });
      return;
    }
    if (was !== undefined && was.property !== is.property) {
      comparison.report({
        base: child(was.pointer, 'propertyName'),
        head: child(is.pointer, 'propertyName'),
        operation,
        code: 'discriminator-property-changed',
        axis: 'dispatch',
        verdict: 'breaking',
        polarity,
        severity: 'error',
        message: `the discriminator of ${name} is \`${is.property}\` now, was \`${was.property}\`: messages that carry only the old one are not recognised`,
        hint: `Keep \`${was.property}\` as the discriminator.`,
      });
      return;
    }
    const [sender, receiver] = polarity === 'request' ? [was, is] : [is, was];
    const lost =
      receiver === undefined
        ? []
        : sendable(sender ?? { ...receiver, branches: (was ?? is).branches }, receiver.property)
            .filter((value) => resolve(receiver, value) === undefined)
            // Skips values that neither side resolved before, and values of new branches, which the wire axis reports.
            .filter(
              (value) =>
                (sender === undefined ? true : resolve(sender, value) !== undefined) &&
                (polarity === 'request' || accepts(receiver, value)),
            );
    const at = (dispatch: Dispatch, value: string): Pointer =>
      dispatch.mapping.has(value) ? child(dispatch.pointer, 'mapping', value) : dispatch.pointer;
    for (const value of lost) {
      const tag = `\`${(receiver ?? is).property}\` ${JSON.stringify(value)}`;
      comparison.report({
        ...(was === undefined ? {} : { base: at(was, value) }),
        head: at(is, value),
        operation,
        code:
          was === undefined
            ? 'discriminator-added'
            : `discriminator-mapping-${polarity === 'request' ? 'removed' : 'added'}`,
        axis: 'dispatch',
        verdict: accepts(receiver ?? is, value) ? 'breaking' : 'non-breaking',
        polarity,
        severity: accepts(receiver ?? is, value) ? 'warning' : 'info',
        message:
          polarity === 'request'
            ? `${name}: the discriminator leads nowhere for ${tag} now`
            : `${name} may have ${tag} now: the discriminator of before leads nowhere for it`,
        hint:
          polarity === 'request'
            ? 'Map the value to its schema.'
            : 'Return only what readers know already, or publish it under a new version.',
      });
    }
    if (was === undefined) return;
    for (const [value, target] of is.mapping) {
      const before = resolve(was, value);
      const after = resolve(is, value) ?? target;
      if (before === undefined && !accepts(is, value)) {
        comparison.report({
          head: child(is.pointer, 'mapping', value),
          operation,
          code: 'discriminator-mapping-unused',
          axis: 'dispatch',
          verdict: 'non-breaking',
          polarity: 'none',
          severity: 'warning',
          message: `${name}: the discriminator maps ${JSON.stringify(value)}, but no schema takes that value`,
          hint: `Add the value to the schema it is mapped to, or leave it out of the mapping.`,
        });
      } else if (before !== undefined && before !== after && retargeted(was, is, before, after)) {
        comparison.report({
          base: child(was.pointer, 'mapping', value),
          head: child(is.pointer, 'mapping', value),
          operation,
          code: 'discriminator-mapping-retargeted',
          axis: 'dispatch',
          verdict: 'breaking',
          polarity,
          severity: 'warning',
          message: `${name}: ${JSON.stringify(value)} leads to ${after} now, led to ${before}`,
          hint: 'Keep the value with its schema, or give the new schema a value of its own.',
        });
      }
    }
  }

  /** A renamed component is the same schema under another name. */
  function retargeted(was: Dispatch, is: Dispatch, before: Pointer, after: Pointer): boolean {
    const [old, now] = [base.space.target(before), head.space.target(after)];
    if (old === undefined || now === undefined) return true;
    if (base.space.identity(old) === head.space.identity(now)) return false;
    const index = was.branches.findIndex(({ schema }) => isObject(schema) && schema['$ref'] === before);
    return !(
      head.space.target(before) === undefined &&
      is.branches.findIndex(({ schema }) => isObject(schema) && schema['$ref'] === after) === index
    );
  }
}

function dispatchOf(parts: readonly SchemaNode[]): Dispatch | undefined {
  for (const node of parts) {
    const { schema, pointer } = node;
    if (!isObject(schema) || !isObject(schema['discriminator'])) continue;
    const { propertyName, mapping } = schema['discriminator'];
    if (typeof propertyName !== 'string') continue;
    const entries = Object.entries(isObject(mapping) ? mapping : {}).map(
      ([value, target]): [string, string] => [value, String(target)],
    );
    return {
      pointer: child(pointer, 'discriminator'),
      property: propertyName,
      mapping: new Map(entries),
      branches: flatten([node]).unions.flat(),
    };
  }
  return undefined;
}

/** The pointer a value leads to: by mapping, else by the name of a component among the branches. */
function resolve(dispatch: Dispatch, value: string): Pointer | undefined {
  const mapped = dispatch.mapping.get(value);
  if (mapped !== undefined) return mapped.startsWith('#') ? mapped : `#/components/schemas/${mapped}`;
  const implicit = `#/components/schemas/${value}`;
  return dispatch.branches.some(({ schema }) => isObject(schema) && schema['$ref'] === implicit)
    ? implicit
    : undefined;
}

/** The values of the property that messages carry: those the branches list, else those of the mapping. */
function sendable({ branches, mapping }: Dispatch, property: string): readonly string[] {
  const listed = branches.flatMap(
    (branch) => listedValues(flatten([branch]).properties.get(property) ?? []) ?? [],
  );
  return [
    ...new Set([
      ...listed.filter((value): value is string => typeof value === 'string'),
      ...(listed.length === 0 ? mapping.keys() : []),
    ]),
  ];
}

/** Whether some branch accepts the value; a branch that lists no values accepts any. */
function accepts({ branches, property }: Dispatch, value: string): boolean {
  if (branches.length === 0) return true;
  return branches.some((branch) => {
    const nodes = flatten([branch]).properties.get(property);
    const listed = nodes === undefined ? undefined : listedValues(nodes);
    return listed === undefined || listed.includes(value);
  });
}
