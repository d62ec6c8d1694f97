import type { SchemaNode } from '../containment/node.ts';
import type { MediaType } from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';
import type { Comparison, Message } from './comparison.ts';
import { flatten, keywordOf, pairBranches } from './flat.ts';
import { placeName } from './place-name.ts';

const deepest = 40;

/** Compares the names that a message in XML is written with; they do not apply to JSON. */
export function compareXml(comparison: Comparison, was: MediaType, is: MediaType, message: Message): void {
  if (was.schema === undefined || is.schema === undefined) return;
  const { operation, polarity, where } = message;
  const seen = new Set<string>();
  walk(
    [comparison.space('base', polarity).at(was.schema.pointer)],
    [comparison.space('head', polarity).at(is.schema.pointer)],
    undefined,
    0,
  );

  function walk(
    before: readonly SchemaNode[],
    after: readonly SchemaNode[],
    name: string | undefined,
    depth: number,
  ): void {
    const [left, right] = [before[0], after[0]];
    if (left === undefined || right === undefined || depth > deepest) return;
    const key = `${left.pointer}\n${right.pointer}`;
    if (seen.has(key)) return;
    seen.add(key);
    const [old, now] = [flatten(before), flatten(after)];
    const [writes, reads] = [spelling(keywordOf(old, 'xml'), name), spelling(keywordOf(now, 'xml'), name)];
    if (writes !== reads) {
      comparison.report({
        base: left.pointer,
        head: right.pointer,
        operation,
        code: `${polarity}-xml-changed`,
        axis: 'wire',
        verdict: 'breaking',
        polarity,
        severity: 'error',
        message: `${placeName(right.space.document, right.pointer)} is written as ${reads} in XML now, was ${writes}`,
        witness: {
          where,
          value: polarity === 'request' ? writes : reads,
          from: polarity === 'request' ? 'base' : 'head',
        },
        hint: 'Keep the names that are written.',
      });
    }
    for (const [member, nodes] of old.properties)
      walk(nodes, now.properties.get(member) ?? [], member, depth + 1);
    walk(old.items, now.items, undefined, depth + 1);
    walk(old.additional, now.additional, undefined, depth + 1);
    for (const [branch, other] of pairBranches(old.unions.flat(), now.unions.flat()))
      walk([branch], [other], name, depth + 1);
  }
}

/** How a member is written: `<a:name>`, `@name`, wrapped or not. The prefix of a namespace has no meaning. */
function spelling(xml: unknown, member: string | undefined): string {
  const { name = member, attribute, wrapped, namespace, nodeType } = isObject(xml) ? xml : {};
  const mark = attribute === true || nodeType === 'attribute' ? '@' : '';
  const space = typeof namespace === 'string' ? `{${namespace}}` : '';
  return `${mark}${space}${String(name ?? 'its own name')}${wrapped === true ? ', wrapped' : ''}`;
}
