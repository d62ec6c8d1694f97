import { DiagnosticError } from '../../contract/diagnostics.ts';
import { compilePattern } from '../../json/pattern.ts';
import { slowPattern } from '../../json/slow-pattern.ts';
import type { JsonObject } from '../../json/types.ts';
import { type Body, demand, type Subject } from './emit-schema.ts';
import { commentText, literal, quoted, type Test } from './expressions.ts';
import { formatHelper } from './formats.ts';

/** The keywords of numbers (2020-12 Validation 6.2). */
export function emitNumber(body: Body, schema: JsonObject, subject: Subject): void {
  const at = (keyword: string) => body.linker.options.stage.origins.of(schema, keyword);
  const { value } = subject;
  const limits = [
    ['minimum', '<', '>='],
    ['maximum', '>', '<='],
    ['exclusiveMinimum', '<=', '>'],
    ['exclusiveMaximum', '>=', '<'],
  ] as const;
  for (const [keyword, isBeyond, isWithin] of limits) {
    const limit = schema[keyword];
    if (typeof limit !== 'number') continue;
    const text = literal(limit);
    demand(
      body,
      [`${value} ${isBeyond} ${text}`, `${value} ${isWithin} ${text}`],
      subject,
      at(keyword),
      text,
    );
  }
  const divisor = schema['multipleOf'];
  if (typeof divisor === 'number' && divisor > 0) {
    const is =
      divisor === 1
        ? `Number.isInteger(${value})`
        : `${body.writer.helper('multiple')}(${value}, ${literal(divisor)})`;
    demand(body, [`!${is}`, is], subject, at('multipleOf'), literal(divisor));
  }
  emitFormat(body, schema, subject, 'number');
}

/** The keywords of strings (2020-12 Validation 6.3). Lengths come first: they bound what a pattern has to look at. */
export function emitString(body: Body, schema: JsonObject, subject: Subject): void {
  const at = (keyword: string) => body.linker.options.stage.origins.of(schema, keyword);
  const { value } = subject;
  const { minLength, maxLength, pattern } = schema;
  // No text has more characters than code units, and none has fewer than half as many.
  const length = (): string => `${body.writer.helper('length')}(${value})`;
  const later = (inner: Body): void => {
    if (typeof minLength === 'number' && minLength > 0) {
      const isShort: Test =
        minLength === 1
          ? [`${value} === ''`, `${value} !== ''`]
          : [
              `${value}.length < ${minLength * 2} && ${length()} < ${minLength}`,
              `${value}.length >= ${minLength * 2} || ${length()} >= ${minLength}`,
            ];
      demand(inner, isShort, subject, at('minLength'), literal(minLength));
    }
    if (typeof pattern === 'string') emitPattern(inner, schema, pattern, subject);
    emitFormat(inner, schema, subject, 'string');
  };
  if (typeof maxLength === 'number') {
    const isLong: Test = [
      `${value}.length > ${maxLength} && ${length()} > ${maxLength}`,
      `${value}.length <= ${maxLength} || ${length()} <= ${maxLength}`,
    ];
    demand(body, isLong, subject, at('maxLength'), literal(maxLength), later);
  } else later(body);
}

function emitPattern(body: Body, schema: JsonObject, pattern: string, subject: Subject): void {
  const { stage, unreadablePattern } = body.linker.options;
  const at = stage.origins.of(schema, 'pattern');
  const test = patternTest(body, pattern, subject.value);
  const flags = compilePattern(pattern)?.flags ?? '';
  const slow = slowPattern(pattern, flags);
  const { maxLength } = schema;
  const isBound = slow === undefined || (typeof maxLength === 'number' && maxLength * 2 <= slow.longest);
  // A text that could keep the process for hours is refused unread.
  const bound = isBound ? '' : `${subject.value}.length > ${slow.longest} || `;
  if (test !== undefined) demand(body, [`${bound}!${test}`, test], subject, at, literal(pattern));
  else if (unreadablePattern === 'skip')
    body.writer.line(`// Not checked, as ECMAScript cannot read it: ${commentText(literal(pattern))}`);
  else throw unreadable(pattern, at);
}

/** An expression that tells whether a string matches; `undefined` when ECMAScript cannot read the pattern. */
export function patternTest(body: Body, pattern: string, value: string): string | undefined {
  const compiled = compilePattern(pattern);
  if (compiled === undefined) return undefined;
  // Never a regex literal: only a string can hold whatever a document says.
  const flags = compiled.flags === '' ? '' : `, ${quoted(compiled.flags)}`;
  const name = body.writer.constant('pattern', `new RegExp(${quoted(pattern)}${flags})`);
  return `${name}.test(${value})`;
}

/** The diagnostic for a pattern in another dialect of regular expressions. */
export const unreadable = (pattern: string, at: string): DiagnosticError =>
  new DiagnosticError([
    {
      code: 'pattern-not-ecmascript',
      severity: 'error',
      message: `the pattern ${JSON.stringify(pattern)} is not a regular expression of ECMAScript`,
      pointer: at,
      hint: 'JSON Schema patterns are ECMA-262: no (?i), no (?P<name>), no possessive quantifiers.',
    },
  ]);

function emitFormat(body: Body, schema: JsonObject, subject: Subject, type: 'string' | 'number'): void {
  const format = schema['format'];
  if (!body.linker.options.formats || typeof format !== 'string') return;
  const helper = formatHelper(format);
  if (helper?.type !== type) return;
  const at = body.linker.options.stage.origins.of(schema, 'format');
  const is = `${body.writer.helper(helper.name)}(${subject.value})`;
  demand(body, [`!${is}`, is], subject, at, literal(format));
}
