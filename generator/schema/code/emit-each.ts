import { compilePattern } from '../../json/pattern.ts';
import { isObject } from '../../json/pointer.ts';
import { slowPattern } from '../../json/slow-pattern.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { membersEvaluated } from '../evaluates.ts';
import { saysNothing } from '../normalize.ts';
import { type Body, fail, type Subject } from './body.ts';
import { patternTest, unreadable } from './emit-scalar.ts';
import { emitSub } from './emit-sub.ts';
import { every, literal, pointerLiteral, reportAt, type Test } from './expressions.ts';

/** `patternProperties`, `additionalProperties` and `propertyNames`: one loop over the keys. */
export function emitEach(
  body: Body,
  schema: JsonObject,
  subject: Subject,
  members: string | undefined,
): void {
  const { writer } = body;
  const { value, path, track } = subject;
  const { origins } = body.linker.options.stage;
  const patterns = Object.entries(isObject(schema['patternProperties']) ? schema['patternProperties'] : {});
  const rest = schema['additionalProperties'] as JsonSchema | undefined;
  const names = schema['propertyNames'] as JsonSchema | undefined;
  const restSays = rest !== undefined && !saysNothing(rest);
  if (track !== undefined && membersEvaluated(schema, true).all) writer.line(`${track}.all = true;`);
  if (members !== undefined && patterns.length === 0) {
    const args = [
      reportAt(path, writer.helper),
      value,
      pointerLiteral(origins.of(schema, 'additionalProperties')),
      members,
    ];
    writer.guard(`!${writer.helper('closed')}(${args.join(', ')})`);
    if (names === undefined) return;
  }
  const patternsSay =
    patterns.some(([, sub]) => !saysNothing(sub as JsonSchema)) ||
    (track !== undefined && patterns.length > 0);
  if (!restSays && !patternsSay && (names === undefined || saysNothing(names))) return;
  const key = writer.name('key');
  writer.block(`for (const ${key} of Object.keys(${value}))`, () => {
    if (names !== undefined)
      emitSub(body, names, { value: key, path: [...path, { key }] }, origins.of(schema, 'propertyNames'));
    if (!patternsSay && (!restSays || members !== undefined)) return;
    const item = writer.name('member');
    writer.line(`const ${item} = ${value}[${key}];`);
    const inner: Subject = { value: item, path: [...path, { key }] };
    const matched = patterns.map(([pattern, sub]) => {
      const plain = patternTest(body, pattern, key);
      const slow = slowPattern(pattern, compilePattern(pattern)?.flags ?? '');
      const test =
        plain === undefined || slow === undefined ? plain : `${key}.length <= ${slow.longest} && ${plain}`;
      const place = origins.of(schema, 'patternProperties', pattern);
      if (test === undefined && body.linker.options.unreadablePattern === 'throw')
        throw unreadable(pattern, place);
      // An unreadable pattern that is left out matches every name, so neither it nor the rest rejects a member.
      return { test: test ?? 'true', sub: test === undefined ? true : (sub as JsonSchema), place };
    });
    for (const { test, sub, place } of matched) {
      if (saysNothing(sub) && track === undefined) continue;
      writer.when(test, () => {
        if (track !== undefined) writer.line(`${track}.names.add(${key});`);
        emitSub(body, sub, inner, place);
      });
    }
    if (restSays)
      emitRest(
        body,
        schema,
        rest,
        inner,
        key,
        matched.map(({ test }): Test => (test.includes(' && ') ? [test, `!(${test})`] : [test, `!${test}`])),
      );
  });
}

function emitRest(
  body: Body,
  schema: JsonObject,
  rest: JsonSchema,
  inner: Subject,
  key: string,
  tests: readonly Test[],
): void {
  const { writer } = body;
  const at = body.linker.options.stage.origins.of(schema, 'additionalProperties');
  const known = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
  const others: Test[] = tests.map(([is, isNot]) => [isNot, is]);
  if (known.length > 4) {
    const has = `${writer.constant('members', `new Set<string>(${literal(known)})`)}.has(${key})`;
    others.unshift([`!${has}`, has]);
  } else
    others.unshift(
      ...known.map((name): Test => [`${key} !== ${literal(name)}`, `${key} === ${literal(name)}`]),
    );
  const emit = (): void => {
    if (rest === false)
      fail(
        body,
        inner,
        at,
        `[${[key, ...known.map(literal)].join(', ')}]`,
        at.slice(at.lastIndexOf('/') + 1),
      );
    else emitSub(body, rest, inner, at);
  };
  if (others.length === 0) emit();
  else writer.when(every(others)[0], emit);
}
