import type { Contract, TypeExpression } from '../contract/model.ts';
import { pathShape } from '../contract/path-shape.ts';
import type { Pointer } from '../json/types.ts';
import type { Call } from '../print/call.ts';
import { callsOf } from '../print/calls.ts';
import type { Change } from './change.ts';
import { createSameness } from './sameness.ts';
import type { NamedTypes } from './source-equality.ts';
import { createSourceComparison, type Use } from './source-types.ts';

/**
 * Why code written against the generated SDK does not compile against the regenerated one: removed names, new required
 * arguments, types that narrow or widen. Reads the same data that the emitters print from.
 */
export function compareSources(base: Contract, head: Contract): readonly Change[] {
  const found = new Map<string, Change>();
  const report = (
    code: string,
    pointer: string,
    message: string,
    operations: readonly string[],
    side: 'base' | 'head',
  ): void => {
    const key = `${code} ${message}`;
    const before = found.get(key);
    found.set(key, {
      code,
      axis: 'source',
      verdict: 'breaking',
      polarity: 'none',
      severity: 'warning',
      pointer,
      ...(side === 'base' ? { base: pointer } : { head: pointer }),
      message,
      operations: [...new Set([...(before?.operations ?? []), ...operations])],
    });
  };
  const names = new Set(head.schemas.map(({ typeName }) => typeName));
  for (const { typeName: name, use } of base.schemas) {
    if (!names.has(name))
      report('sdk-type-removed', use.pointer, `the type \`${name}\` is not exported any more`, [], 'base');
  }
  const sameness = createSameness(base.document, head.document);
  const isUnedited = (pointer: Pointer): boolean =>
    (base.dialect === '3.0') === (head.dialect === '3.0') && sameness.same(pointer, pointer);
  const breaksOf = createSourceComparison(typesOf(base), typesOf(head), isUnedited);
  const shape = ({ operation }: Call): string => `${operation.method} ${pathShape(operation.path)}`;
  const news = new Map(callsOf(head).map((call) => [shape(call), call]));
  for (const was of callsOf(base)) {
    const is = news.get(shape(was));
    const spoken = `client.${[...was.resource, was.methodName].join('.')}`;
    const operation = `${was.operation.method.toUpperCase()} ${was.operation.path}`;
    if (is === undefined) {
      report('sdk-method-removed', was.operation.pointer, `\`${spoken}\` is gone`, [operation], 'base');
      continue;
    }
    const renamed = `client.${[...is.resource, is.methodName].join('.')}`;
    if (renamed !== spoken)
      report(
        'sdk-method-renamed',
        is.operation.pointer,
        `\`${spoken}\` is called \`${renamed}\` now`,
        [operation],
        'head',
      );
    if (was.functionName !== is.functionName) {
      report(
        'sdk-function-renamed',
        is.operation.pointer,
        `\`${was.functionName}\` is called \`${is.functionName}\` now`,
        [operation],
        'head',
      );
    }
    if (sameness.same(was.operation.pointer, is.operation.pointer)) continue;
    const types = (old: TypeExpression, now: TypeExpression, use: Use, place: string): void => {
      for (const reason of breaksOf(old, now, use, place)) {
        report(
          `sdk-${use === 'input' ? 'argument' : 'response'}-changed`,
          is.operation.pointer,
          reason,
          [operation],
          'head',
        );
      }
    };
    if (was.body !== undefined && is.body !== undefined) {
      types(was.body.type, is.body.type, 'input', nameOf(was.body.type, `${spoken} body`));
      if (was.body.optional && !is.body.optional)
        report(
          'sdk-argument-required',
          is.operation.pointer,
          `\`${spoken}\` requires a body now`,
          [operation],
          'head',
        );
    } else if (was.body !== undefined || is.body !== undefined) {
      const added = was.body === undefined;
      if (!added || is.body?.optional === false) {
        report(
          'sdk-argument-changed',
          is.operation.pointer,
          `\`${spoken}\` ${added ? 'accepts a body' : 'has no body'} now`,
          [operation],
          'head',
        );
      }
    }
    parameters(was, is, spoken, operation, types, report);
    if (was.response.kind !== is.response.kind) {
      report(
        'sdk-response-changed',
        is.operation.pointer,
        `\`${spoken}\` gives ${is.response.kind} now, gave ${was.response.kind}`,
        [operation],
        'head',
      );
    } else types(was.response.type, is.response.type, 'output', nameOf(was.response.type, `${spoken}()`));
  }
  return [...found.values()];
}

/** The named types of a contract, each read on demand. */
function typesOf({ schemas }: Contract): NamedTypes {
  const known = new Map(schemas.map(({ use }) => [use.pointer, use]));
  return { pointers: [...known.keys()], definition: (pointer) => known.get(pointer)?.type };
}

type Report = (
  code: string,
  pointer: string,
  message: string,
  operations: readonly string[],
  side: 'base' | 'head',
) => void;

function parameters(
  was: Call,
  is: Call,
  spoken: string,
  operation: string,
  types: (old: TypeExpression, now: TypeExpression, use: Use, place: string) => void,
  report: Report,
): void {
  const [old, now] = [was.params?.list ?? [], is.params?.list ?? []];
  for (const parameter of old) {
    const other = now.find(({ name }) => name === parameter.name);
    const place = `${spoken} ${parameter.name}`;
    if (other === undefined) {
      report(
        'sdk-argument-removed',
        parameter.pointer,
        `\`${spoken}\` no longer accepts \`${parameter.name}\``,
        [operation],
        'base',
      );
      continue;
    }
    if (other.required && !parameter.required)
      report(
        'sdk-argument-required',
        other.pointer,
        `\`${spoken}\` requires \`${parameter.name}\` now`,
        [operation],
        'head',
      );
    if (parameter.schema !== undefined && other.schema !== undefined)
      types(parameter.schema.type, other.schema.type, 'input', place);
  }
  for (const parameter of now) {
    if (!parameter.required || old.some(({ name }) => name === parameter.name)) continue;
    report(
      'sdk-argument-required',
      parameter.pointer,
      `\`${spoken}\` requires \`${parameter.name}\` now`,
      [operation],
      'head',
    );
  }
  if (was.path.length !== is.path.length)
    report(
      'sdk-argument-changed',
      is.operation.pointer,
      `\`${spoken}\` has other path arguments now`,
      [operation],
      'head',
    );
  for (const [index, { type, variable }] of was.path.entries()) {
    const other = is.path[index];
    if (other !== undefined) types(type, other.type, 'input', `${spoken} ${variable}`);
  }
}

const nameOf = (type: TypeExpression, fallback: string): string =>
  type.kind === 'reference' ? type.typeName : fallback;
