import type { SchemaNode } from '../containment/node.ts';
import { equalJson } from '../json/equal-json.ts';
import { child, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { onTheWire } from './change.ts';
import type { Comparison } from './comparison.ts';
import { type Flat, flatten, keywordOf, listedValues, pairBranches } from './flat.ts';
import { placeName, shown } from './place-name.ts';
import type { SchemaPair } from './schema-pair.ts';

/** Changes after which every message is still valid: defaults, deprecation, formats, added and removed members. */
export function annotationChanges(
  comparison: Comparison,
  pair: SchemaPair,
  base: SchemaNode,
  head: SchemaNode,
): void {
  const seen = new Set<string>();
  walk([base], [head], 0);

  function walk(before: readonly SchemaNode[], after: readonly SchemaNode[], depth: number): void {
    const [left, right] = [before[0], after[0]];
    if (left === undefined || right === undefined || depth > 40) return;
    const key = `${left.pointer}\n${right.pointer}`;
    if (seen.has(key)) return;
    seen.add(key);
    if (before.length === 1 && after.length === 1 && comparison.sameness.same(left.pointer, right.pointer))
      return;
    const [was, is] = [flatten(before), flatten(after)];
    const value = (keyword: string) => [keywordOf(was, keyword), keywordOf(is, keyword)] as const;
    const places = { base: left.pointer, head: right.pointer };
    const name = placeName(right.space.document, right.pointer);
    const { polarity, operation } = pair;

    const [oldDefault, newDefault] = value('default');
    if (!equalJson(oldDefault, newDefault)) {
      comparison.report({
        ...places,
        operation,
        code: `${polarity}-default-changed`,
        axis: 'behaviour',
        verdict: 'non-breaking',
        polarity,
        severity: polarity === 'request' ? 'warning' : 'info',
        message: `${name}${changed('the default', newDefault, oldDefault)}; the effect of leaving it out changes`,
        hint: 'Inform users who leave the member out, or keep the default.',
      });
    }
    const [wasDeprecated, isDeprecated] = value('deprecated');
    if ((wasDeprecated === true) !== (isDeprecated === true)) {
      comparison.report({
        ...places,
        operation,
        code: isDeprecated === true ? 'member-deprecated' : 'member-not-deprecated',
        axis: 'behaviour',
        verdict: 'non-breaking',
        polarity: 'none',
        severity: 'info',
        message: `${name} is ${isDeprecated === true ? 'deprecated now' : 'not deprecated any more'}`,
      });
    }
    for (const flag of ['readOnly', 'writeOnly'] as const) {
      const [oldFlag, newFlag] = value(flag);
      if ((oldFlag === true) === (newFlag === true)) continue;
      const mine = (flag === 'readOnly') === (polarity === 'request');
      if (!mine) continue;
      comparison.report({
        ...places,
        operation,
        code: `${polarity}-member-${newFlag === true ? 'not-' : ''}${polarity === 'request' ? 'taken' : 'sent'}`,
        axis: 'behaviour',
        verdict: 'non-breaking',
        polarity,
        severity: newFlag === true ? 'warning' : 'info',
        message: `${name} is ${newFlag === true ? `${flag} now: it has no part in a ${polarity}` : `not ${flag} any more`}`,
      });
    }
    if (listedValues(before) === undefined || listedValues(after) === undefined)
      formatChange(comparison, pair, places, name, [formatOf(was), formatOf(is)]);

    for (const [member, nodes] of was.properties) {
      const others = is.properties.get(member);
      if (others !== undefined) walk(nodes, others, depth + 1);
      else if (nodes[0] !== undefined && !isInBranch(is, member))
        memberGone(comparison, pair, nodes[0], right, {
          name: member,
          isRefused: isClosedAt(is, holderOf(nodes[0].pointer)),
        });
    }
    for (const [member, nodes] of is.properties) {
      if (!was.properties.has(member) && nodes[0] !== undefined && !isInBranch(was, member))
        memberNew(comparison, pair, nodes[0]);
    }
    walk(was.items, is.items, depth + 1);
    walk(was.additional, is.additional, depth + 1);
    for (const [branch, other] of pairBranches(was.unions.flat(), is.unions.flat()))
      walk([branch], [other], depth + 1);
  }
}

/** Whether a branch of a union declares a member: an object that became one of several kinds has not lost it. */
const isInBranch = ({ unions }: Flat, member: string): boolean =>
  unions.flat().some((branch) => flatten([branch]).properties.has(member));

/** The schema that declares a member: `#/a` for `#/a/properties/b`. */
const holderOf = (member: Pointer): Pointer => member.split('/').slice(0, -2).join('/');

/**
 * Whether the schema at a place accepts no other members than those that it declares by name. Another part of an `allOf`
 * that does refused the member before too.
 */
const isClosedAt = ({ parts }: Flat, place: Pointer): boolean => {
  const closed = parts.filter(
    ({ schema }) =>
      isObject(schema) &&
      (schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false),
  );
  const [only] = closed;
  return (
    closed.length === 1 &&
    only?.pointer === place &&
    isObject(only.schema) &&
    only.schema['patternProperties'] === undefined
  );
};

/** Whether a request may carry a member with this schema. */
const isSendable = ({ schema }: SchemaNode): boolean =>
  schema !== false && !(isObject(schema) && schema['readOnly'] === true);

function memberGone(
  comparison: Comparison,
  pair: SchemaPair,
  node: SchemaNode,
  head: SchemaNode,
  member: { readonly name: string; readonly isRefused: boolean },
): void {
  const { polarity, operation } = pair;
  const name = placeName(node.space.document, node.pointer);
  const places = { base: node.pointer, head: head.pointer, operation };
  // Other changes may reject all old messages already; then no message shows this one.
  const isTold = comparison.isReported(
    'request-additional-properties-tightened',
    child(head.pointer, 'additionalProperties'),
    member.name,
  );
  if (polarity === 'request' && member.isRefused && !isTold && isSendable(node)) {
    comparison.report({
      ...places,
      code: 'request-member-removed',
      ...onTheWire(true, polarity),
      message: `${name} is removed: requests that carry it are rejected`,
      hint: `Stop sending \`${member.name}\`.`,
    });
    return;
  }
  comparison.report({
    ...places,
    code: polarity === 'request' ? 'request-member-ignored' : 'response-member-removed',
    axis: polarity === 'request' ? 'behaviour' : 'wire',
    verdict: 'non-breaking',
    polarity,
    severity: 'warning',
    message:
      polarity === 'request'
        ? `${name} is removed; requests that carry it are still accepted, but it is not read`
        : `${name} is removed; it was optional, so readers cope with its absence`,
    hint:
      polarity === 'request'
        ? `Stop sending \`${member.name}\`.`
        : `Code that reads \`${member.name}\` finds nothing.`,
  });
}

function memberNew(comparison: Comparison, pair: SchemaPair, node: SchemaNode): void {
  const { polarity, operation } = pair;
  comparison.report({
    head: node.pointer,
    operation,
    code: `${polarity}-member-added`,
    axis: 'wire',
    verdict: 'non-breaking',
    polarity,
    severity: 'info',
    message: `${placeName(node.space.document, node.pointer)} is new`,
  });
}

/** What became of an annotation, as the rest of a sentence about its place. */
function changed(what: string, now: unknown, was: unknown): string {
  if (was === undefined) return ` has ${what} ${shown(now)} now`;
  if (now === undefined) return ` no longer has ${what} ${shown(was)}`;
  return `: ${what} is ${shown(now)} now, was ${shown(was)}`;
}

/** Each format lies in those named. */
const wider: { readonly [format: string]: readonly string[] } = {
  float: ['double'],
  int32: ['int64', 'double'],
  int64: [],
  uuid: [],
  date: [],
  ipv4: [],
  ipv6: [],
  'uri-reference': ['iri-reference'],
  uri: ['uri-reference', 'iri', 'iri-reference'],
  iri: ['iri-reference'],
  email: ['idn-email'],
  hostname: ['idn-hostname'],
};

/** The format a value is checked for; 3.1 spells bytes by `contentEncoding` and `contentMediaType`. */
function formatOf(flat: Flat): unknown {
  const format = keywordOf(flat, 'format');
  // A hint to programs that render input fields.
  if (format === 'password') return undefined;
  if (format !== undefined) return format;
  const [encoding, type] = [keywordOf(flat, 'contentEncoding'), keywordOf(flat, 'contentMediaType')];
  if (encoding !== undefined) return encoding === 'base64' ? 'byte' : encoding;
  return type === 'application/octet-stream' ? 'binary' : type;
}

function formatChange(
  comparison: Comparison,
  { polarity, operation }: SchemaPair,
  places: { readonly base: string; readonly head: string },
  name: string,
  [was, is]: readonly [unknown, unknown],
): void {
  if (was === is) return;
  const [sent, taken] = polarity === 'request' ? [was, is] : [is, was];
  const fits =
    taken === undefined ||
    (typeof sent === 'string' && typeof taken === 'string' && (wider[sent]?.includes(taken) ?? false));
  comparison.report({
    ...places,
    operation,
    code: `${polarity}-format-${fits ? 'compatible' : 'changed'}`,
    axis: 'wire',
    verdict: fits ? 'non-breaking' : 'breaking',
    polarity,
    severity: fits ? 'info' : 'warning',
    message: `${name}${changed('the format', is, was)}${fits ? '' : '; a party that checks formats refuses what was fine before'}`,
    ...(fits
      ? {}
      : { hint: 'If no party checks this format, put an entry with that reason into the ignore file.' }),
  });
}
