import { DiagnosticError } from '../../contract/diagnostics.ts';
import { compilePattern } from '../../json/pattern.ts';
import { slowPattern } from '../../json/slow-pattern.ts';
import type { JsonObject } from '../../json/types.ts';
import { type Body, demand, type Subject } from './body.ts';
import { commentText, literal, quoted, type Test } from './expressions.ts';
import { formatHelper } from './formats.ts';
import { type KeywordWriter, type KeywordWriters, plainly } from './writers.ts';

const bound =
  (
    keyword: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum',
    isBeyond: string,
    isWithin: string,
  ): KeywordWriter =>
  (body, schema, subject, next) => {
    const limit = schema[keyword];
    if (typeof limit === 'number') {
      const [{ value }, text] = [subject, literal(limit)];
      const isBroken: Test = [`${value} ${isBeyond} ${text}`, `${value} ${isWithin} ${text}`];
      demand(body, isBroken, subject, placeOf(body, schema, keyword), text);
    }
    next(body);
  };

/** The keywords of numbers (2020-12 Validation 6.2). */
export const numberWriters: KeywordWriters<'number'> = {
  minimum: bound('minimum', '<', '>='),
  maximum: bound('maximum', '>', '<='),
  exclusiveMinimum: bound('exclusiveMinimum', '<=', '>'),
  exclusiveMaximum: bound('exclusiveMaximum', '>=', '<'),
  multipleOf: plainly((body, schema, subject) => {
    const { multipleOf: divisor } = schema;
    if (typeof divisor !== 'number' || !(divisor > 0)) return;
    const is =
      divisor === 1
        ? `Number.isInteger(${subject.value})`
        : `${body.writer.helper('multiple')}(${subject.value}, ${literal(divisor)})`;
    demand(body, [`!${is}`, is], subject, placeOf(body, schema, 'multipleOf'), literal(divisor));
  }),
  format: plainly((body, schema, subject) => emitFormat(body, schema, subject, 'number')),
};

/** The keywords of strings (2020-12 Validation 6.3). Lengths come first: they bound what a pattern has to look at. */
export const stringWriters: KeywordWriters<'string'> = {
  // No text has more characters than code units, and none has fewer than half as many.
  maxLength(body, schema, subject, next) {
    const { maxLength } = schema;
    if (typeof maxLength !== 'number') {
      next(body);
      return;
    }
    const [{ value }, length] = [subject, lengthOf(body, subject)];
    const isLong: Test = [
      `${value}.length > ${maxLength} && ${length} > ${maxLength}`,
      `${value}.length <= ${maxLength} || ${length} <= ${maxLength}`,
    ];
    demand(body, isLong, subject, placeOf(body, schema, 'maxLength'), literal(maxLength), next);
  },
  minLength: plainly((body, schema, subject) => {
    const [{ minLength }, { value }] = [schema, subject];
    if (typeof minLength !== 'number' || minLength <= 0) return;
    const isShort = (): Test => {
      if (minLength === 1) return [`${value} === ''`, `${value} !== ''`];
      const length = lengthOf(body, subject);
      return [
        `${value}.length < ${minLength * 2} && ${length} < ${minLength}`,
        `${value}.length >= ${minLength * 2} || ${length} >= ${minLength}`,
      ];
    };
    demand(body, isShort(), subject, placeOf(body, schema, 'minLength'), literal(minLength));
  }),
  pattern: plainly((body, schema, subject) => {
    if (typeof schema['pattern'] === 'string') emitPattern(body, schema, schema['pattern'], subject);
  }),
  format: plainly((body, schema, subject) => emitFormat(body, schema, subject, 'string')),
};

const placeOf = (body: Body, schema: JsonObject, keyword: string): string =>
  body.linker.options.stage.origins.of(schema, keyword);

const lengthOf = (body: Body, { value }: Subject): string => `${body.writer.helper('length')}(${value})`;

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

/** An expression that is true when a string matches; `undefined` when ECMAScript cannot read the pattern. */
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
