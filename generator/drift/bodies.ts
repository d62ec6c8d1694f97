import type { Encoding, Header, MediaType, Response } from '../contract/model.ts';
import { child } from '../contract/pointer.ts';
import type { Polarity } from './change.ts';
import { type Comparison, type Place, polarityOf } from './comparison.ts';
import { containment } from './containment/contain.ts';
import { compareSchemas } from './schemas.ts';

/** Compares request bodies. */
export function compareRequestBodies(comparison: Comparison, place: Place): void {
  const { requestBody: was } = place.base;
  const { requestBody: is } = place.head;
  const polarity = polarityOf(place, 'request');
  const operation = place.name;
  if (was === undefined && is === undefined) return;
  if (was === undefined || is === undefined) {
    const added = is !== undefined;
    const breaking = polarity === 'request' ? (added ? is.required : true) : !added;
    comparison.report({
      ...(was === undefined ? {} : { base: was.pointer }),
      ...(is === undefined ? {} : { head: is.pointer }),
      operation,
      code: `${polarity}-body-${added ? (is.required ? 'required-added' : 'added') : 'removed'}`,
      axis: 'wire',
      verdict: breaking ? 'breaking' : 'non-breaking',
      polarity,
      severity: breaking ? 'error' : 'info',
      message: added
        ? `a ${is.required ? 'required ' : ''}body is new${is.required ? ': calls without one are refused' : ''}`
        : 'the body is gone: what callers send in it is not read',
      ...(breaking
        ? { witness: { where: operation, value: added ? 'no body' : 'a body', from: 'base' as const } }
        : {}),
    });
    return;
  }
  if (was.required !== is.required) {
    const breaking = (polarity === 'request') === is.required;
    comparison.report({
      base: was.pointer,
      head: is.pointer,
      operation,
      code: `${polarity}-body-became-${is.required ? 'required' : 'optional'}`,
      axis: 'wire',
      verdict: breaking ? 'breaking' : 'non-breaking',
      polarity,
      severity: breaking ? 'error' : 'info',
      message: `the body is ${is.required ? 'required' : 'optional'} now`,
      ...(breaking
        ? {
            witness: {
              where: operation,
              value: 'no body',
              from: polarity === 'request' ? ('base' as const) : ('head' as const),
            },
          }
        : {}),
    });
  }
  compareContent(comparison, operation, was.content, is.content, polarity, `${operation} request`);
}

/** Compares what one message may carry, media type by media type. */
export function compareContent(
  comparison: Comparison,
  operation: string,
  before: readonly MediaType[],
  after: readonly MediaType[],
  polarity: Exclude<Polarity, 'none'>,
  where: string,
): void {
  const pairs = new Map<MediaType, MediaType>();
  for (const was of before) {
    const is =
      after.find((other) => essence(other.contentType) === essence(was.contentType)) ??
      after.find((other) => covers(other.contentType, was.contentType));
    if (is !== undefined) pairs.set(was, is);
    else {
      comparison.report({
        base: was.pointer,
        operation,
        code: `${polarity}-media-type-removed`,
        axis: 'wire',
        verdict: 'breaking',
        polarity,
        severity: 'error',
        message:
          polarity === 'request'
            ? `${where}: ${was.contentType} is not taken any more`
            : `${where}: ${was.contentType} is not sent any more; those who ask for it get something else`,
        witness: { where, value: `content-type: ${was.contentType}`, from: 'base' },
      });
    }
  }
  for (const is of after) {
    if ([...pairs.values()].includes(is)) continue;
    if (
      before.some(
        (other) =>
          essence(other.contentType) === essence(is.contentType) || covers(other.contentType, is.contentType),
      )
    )
      continue;
    comparison.report({
      head: is.pointer,
      operation,
      code: `${polarity}-media-type-added`,
      axis: 'wire',
      verdict: 'non-breaking',
      polarity,
      severity: 'info',
      message: `${where}: ${is.contentType} is ${polarity === 'request' ? 'taken' : 'offered'} now`,
    });
  }
  for (const [was, is] of pairs) {
    const place = `${where} ${was.contentType}`;
    if (was.contentType !== is.contentType && charset(was.contentType) !== charset(is.contentType)) {
      comparison.report({
        base: was.pointer,
        head: is.pointer,
        operation,
        code: `${polarity}-media-type-parameter-changed`,
        axis: 'wire',
        verdict: 'non-breaking',
        polarity,
        severity: 'info',
        message: `${where}: ${was.contentType} is spelt ${is.contentType} now`,
      });
    }
    for (const part of ['schema', 'itemSchema'] as const) {
      const [old, now] = [was[part], is[part]];
      const pair = { polarity, where: part === 'schema' ? place : `${place} item`, operation };
      if (old !== undefined && now !== undefined)
        compareSchemas(comparison, { base: old.pointer, head: now.pointer, ...pair });
      else if (old !== undefined || now !== undefined) schemaPresence(comparison, pair, was, is, part);
    }
    encodingChanges(comparison, operation, polarity, place, was, is);
  }
}

/** No schema is one that takes everything. */
function schemaPresence(
  comparison: Comparison,
  pair: { readonly polarity: Exclude<Polarity, 'none'>; readonly where: string; readonly operation: string },
  was: MediaType,
  is: MediaType,
  part: 'schema' | 'itemSchema',
): void {
  const use = was[part] ?? is[part];
  if (use === undefined) return;
  const added = was[part] === undefined;
  const space = comparison.space(added ? 'head' : 'base', pair.polarity);
  const tightens = containment(space.made(true, '#'), space.at(use.pointer), { lens: 'wire' });
  const bad = tightens.kind !== 'contained' && (pair.polarity === 'request') === added;
  const [first] = tightens.kind === 'not-contained' ? tightens.refusals : [];
  comparison.report({
    base: was.pointer,
    head: is.pointer,
    operation: pair.operation,
    code: `${pair.polarity}-schema-${added ? 'added' : 'removed'}`,
    axis: 'wire',
    verdict: bad ? 'breaking' : 'non-breaking',
    polarity: pair.polarity,
    severity: bad ? 'error' : 'info',
    message: `${pair.where}: ${added ? 'a schema is new where everything was allowed' : 'there is no schema any more: everything is allowed'}`,
    ...(bad && first !== undefined
      ? {
          witness: {
            where: pair.where,
            value: first.value,
            from: added ? ('base' as const) : ('head' as const),
          },
        }
      : {}),
  });
}

function encodingChanges(
  comparison: Comparison,
  operation: string,
  polarity: Exclude<Polarity, 'none'>,
  where: string,
  was: MediaType,
  is: MediaType,
): void {
  for (const name of new Set([...was.encoding.keys(), ...is.encoding.keys()])) {
    const [old, now] = [was.encoding.get(name), is.encoding.get(name)];
    const [sent, taken] =
      polarity === 'request' ? [typesOf(old), typesOf(now)] : [typesOf(now), typesOf(old)];
    const lost = (sent ?? ['*/*']).filter(
      (type) => taken !== undefined && !taken.some((other) => covers(other, type)),
    );
    const style = old?.style !== now?.style || old?.explode !== now?.explode;
    if (lost.length === 0 && !style && same(sent, taken)) continue;
    const breaking = lost.length > 0 || style;
    comparison.report({
      base: child(was.pointer, 'encoding', name),
      head: child(is.pointer, 'encoding', name),
      operation,
      code: `${polarity}-encoding-${breaking ? 'changed' : 'widened'}`,
      axis: 'wire',
      verdict: breaking ? 'breaking' : 'non-breaking',
      polarity,
      severity: breaking ? 'error' : 'info',
      message: `${where}: part \`${name}\` is ${style ? 'written in another style' : `of ${now?.contentType ?? 'any type'} now, was ${old?.contentType ?? 'any type'}`}`,
      ...(breaking
        ? {
            witness: {
              where,
              value: `part ${name} of ${lost[0] ?? 'the old style'}`,
              from: polarity === 'request' ? ('base' as const) : ('head' as const),
            },
          }
        : {}),
    });
  }
}

const typesOf = (encoding: Encoding | undefined): readonly string[] | undefined =>
  encoding?.contentType?.split(',').map((type) => essence(type.trim()));
const same = (left: readonly string[] | undefined, right: readonly string[] | undefined): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** Compares what callers get. */
export function compareResponses(comparison: Comparison, place: Place): void {
  const polarity = polarityOf(place, 'response');
  const operation = place.name;
  const { responses: before } = place.base;
  const { responses: after } = place.head;
  const isSuccess = ({ status }: Response): boolean => status.startsWith('2');
  for (const was of before) {
    const is = after.find(({ status }) => status === was.status);
    if (is !== undefined) {
      compareResponse(comparison, operation, was, is, polarity);
      continue;
    }
    const broader = covering(after, was.status);
    if (broader !== undefined) {
      compareResponse(comparison, operation, was, broader, polarity);
      continue;
    }
    // Whoever waits for it waits in vain, unless another success that was known remains.
    const last =
      isSuccess(was) &&
      !before.some((other) => isSuccess(other) && after.some(({ status }) => status === other.status));
    comparison.report({
      base: was.pointer,
      operation,
      code: isSuccess(was) ? 'response-success-status-removed' : 'response-status-removed',
      axis: 'wire',
      verdict: last ? 'breaking' : 'non-breaking',
      polarity,
      severity: last ? 'error' : 'info',
      message: `status ${was.status} is not documented any more${last ? ', and with it the only success callers knew' : ''}`,
    });
  }
  for (const is of after) {
    if (before.some(({ status }) => status === is.status)) continue;
    // A range or default in the place of a status that is gone was compared with it above.
    const replaced = before.some(
      (was) => !after.some(({ status }) => status === was.status) && covering([is], was.status) !== undefined,
    );
    const broader = covering(before, is.status);
    if (broader !== undefined) compareResponse(comparison, operation, broader, is, polarity);
    const success = before.filter(isSuccess);
    const surprising =
      broader === undefined &&
      !replaced &&
      isSuccess(is) &&
      success.length > 0 &&
      !success.some((was) => bodyFits(comparison, was, is, polarity));
    comparison.report({
      head: is.pointer,
      operation,
      code: isSuccess(is) ? 'response-success-status-added' : 'response-status-added',
      axis: 'wire',
      verdict: surprising ? 'breaking' : 'non-breaking',
      polarity,
      severity: surprising ? 'warning' : 'info',
      message: surprising
        ? `status ${is.status} is new, with another body than the success that callers know`
        : `status ${is.status} is documented now`,
      ...(surprising
        ? {
            witness: { where: `${operation} response`, value: `status ${is.status}`, from: 'head' as const },
            hint: 'Send the body that is known, or let callers ask for the new one.',
          }
        : {}),
    });
  }
}

/** The range or default that speaks of a status, other than itself. */
function covering(responses: readonly Response[], status: string): Response | undefined {
  return (
    responses.find(
      (each) =>
        each.status !== status &&
        /^[1-5]XX$/.test(each.status) &&
        each.status[0] === status[0] &&
        status !== 'default',
    ) ?? responses.find((each) => each.status === 'default' && status !== 'default')
  );
}

/** A caller that treats an unknown 2xx as the one it knows (RFC 9110, section 15) finds what it expects. */
function bodyFits(
  comparison: Comparison,
  was: Response,
  is: Response,
  polarity: Exclude<Polarity, 'none'>,
): boolean {
  if (was.content.length === 0) return true;
  if (is.content.length === 0) return false;
  return is.content.every((media) => {
    const known = was.content.find((other) => essence(other.contentType) === essence(media.contentType));
    if (known === undefined) return false;
    if (known.schema === undefined) return true;
    if (media.schema === undefined) return false;
    const [sender, receiver] = [
      comparison.space('head', polarity).at(media.schema.pointer),
      comparison.space('base', polarity).at(known.schema.pointer),
    ];
    return containment(sender, receiver, { lens: 'wire' }).kind === 'contained';
  });
}

function compareResponse(
  comparison: Comparison,
  operation: string,
  was: Response,
  is: Response,
  polarity: Exclude<Polarity, 'none'>,
): void {
  const where = `${operation} response ${was.status}`;
  if (was.content.length > 0 && is.content.length === 0) {
    const receiving = polarity === 'response';
    comparison.report({
      base: was.pointer,
      head: is.pointer,
      operation,
      code: `${polarity}-body-removed`,
      axis: 'wire',
      verdict: receiving ? 'breaking' : 'non-breaking',
      polarity,
      severity: receiving ? 'error' : 'info',
      message: `${where} has no body any more: readers that parse it find nothing`,
      ...(receiving ? { witness: { where, value: 'no body', from: 'head' as const } } : {}),
    });
  } else if (was.content.length === 0 && is.content.length > 0) {
    comparison.report({
      base: was.pointer,
      head: is.pointer,
      operation,
      code: `${polarity}-body-added`,
      axis: 'wire',
      verdict: 'non-breaking',
      polarity,
      severity: 'info',
      message: `${where} has a body now`,
    });
  } else compareContent(comparison, operation, was.content, is.content, polarity, where);
  compareHeaders(comparison, operation, where, was.headers, is.headers, polarity);
}

function compareHeaders(
  comparison: Comparison,
  operation: string,
  where: string,
  before: readonly Header[],
  after: readonly Header[],
  polarity: Exclude<Polarity, 'none'>,
): void {
  const find = (headers: readonly Header[], name: string): Header | undefined =>
    headers.find((other) => other.name.toLowerCase() === name.toLowerCase());
  const note = (
    code: string,
    breaking: boolean,
    severity: 'error' | 'warning' | 'info',
    message: string,
    was?: Header,
    is?: Header,
  ): void =>
    comparison.report({
      ...(was === undefined ? {} : { base: was.pointer }),
      ...(is === undefined ? {} : { head: is.pointer }),
      operation,
      code: `${polarity}-header-${code}`,
      axis: 'wire',
      verdict: breaking ? 'breaking' : 'non-breaking',
      polarity,
      severity,
      message: `${where}: header ${message}`,
    });
  for (const was of before) {
    const is = find(after, was.name);
    if (is === undefined) {
      note(
        'removed',
        was.required,
        was.required ? 'error' : 'warning',
        `\`${was.name}\` is gone${was.required ? ', which was always there' : ''}`,
        was,
      );
      continue;
    }
    if (was.required && !is.required)
      note(
        'became-optional',
        polarity === 'response',
        polarity === 'response' ? 'error' : 'info',
        `\`${was.name}\` may be missing now`,
        was,
        is,
      );
    if (!was.required && is.required)
      note(
        'became-required',
        polarity === 'request',
        polarity === 'request' ? 'error' : 'info',
        `\`${was.name}\` is always there now`,
        was,
        is,
      );
    if (!was.deprecated && is.deprecated)
      note('deprecated', false, 'info', `\`${was.name}\` is deprecated now`, was, is);
    if (was.schema !== undefined && is.schema !== undefined) {
      compareSchemas(comparison, {
        base: was.schema.pointer,
        head: is.schema.pointer,
        polarity,
        where: `${where} header ${was.name}`,
        operation,
      });
    }
  }
  for (const is of after) {
    if (find(before, is.name) !== undefined) continue;
    const breaking = polarity === 'request' && is.required;
    note('added', breaking, breaking ? 'error' : 'info', `\`${is.name}\` is new`, undefined, is);
  }
}

/** `application/json` for `Application/JSON; charset=utf-8`. */
const essence = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();

const charset = (contentType: string): string => contentType.toLowerCase().replaceAll(' ', '');

/** Whether a media type or range takes in another. */
function covers(range: string, type: string): boolean {
  const [wide, narrow] = [essence(range), essence(type)];
  if (wide === narrow || wide === '*/*' || wide === '*') return true;
  return wide.endsWith('/*') && narrow.startsWith(wide.slice(0, -1));
}
