import { sample } from 'fast-check';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { type FilePart, isFilePart } from '../../generator/json/file-part.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import { arbitrary } from '../arbitraries/index.ts';
import type { CasePlan } from '../model.ts';
import { boundaryOf, type EdgeCall } from './edge-calls.ts';
import { holdsAt } from './holds.ts';
import { leavesOf, replaceAt } from './leaves.ts';
import { type Sampler, slotOptions, slotSchema } from './sampler.ts';
import { asReceived } from './sendable.ts';
import { isFormSlot, type Slot, slotPlace, withSlot } from './slots.ts';
import { testCase } from './test-case.ts';
import { unusualCases } from './unusual.ts';

/** Texts on which servers crash, each valid wherever any text is valid. */
const texts: readonly (readonly [name: string, value: string])[] = [
  ['NUL', 'a\u0000b'],
  ['beyond ASCII', 'é中文العربية'],
  ['beyond the basic plane', '😀𝔘𠜎'],
  ['right-to-left override', '\u202Eabc\u202C'],
  ['zero width', 'a\u200B\u200D\uFEFFb'],
  ['control characters', '\u0001\u0007\u001F\u007F'],
  ['line breaks', 'a\r\nb\u2028c'],
  ['quotes', `'"\`\\`],
  ['markup', '<script>alert(1)</script>'],
  ['template', '{{7*7}}%s%n<%= 7*7 %>'],
  ['long', 'x'.repeat(2_000)],
];

const numbers: readonly (readonly [name: string, value: number])[] = [
  ['beyond 32 bits', 2 ** 31],
  ['beyond 32 bits unsigned', 2 ** 32],
  ['the greatest safe integer', 2 ** 53 - 1],
  ['far below zero', -(2 ** 31) - 1],
  ['huge', 1e300],
  ['tiny', 5e-324],
];

const utf8 = new TextEncoder();

const file = (name: string, ...bytes: readonly number[]): FilePart => ({
  $file: { name, contentType: 'application/octet-stream', bytes: Uint8Array.from(bytes) },
});

const files: readonly (readonly [name: string, value: FilePart])[] = [
  ['bytes that are not text', file('a.bin', 0xff, 0xfe, 0x00, 0xe4, 0x80)],
  ['a file with a name beyond ASCII', file('é中😀.txt', 0xc3, 0xa9, 0x0a)],
  ['a file whose name has quotes', file('a";b.txt', 0x61)],
  ['an empty file', file('empty.txt')],
  ['a file whose name is a path', file('../../etc/a.txt', 0x61)],
  ['a file with a long name', file(`${'n'.repeat(196)}.txt`, 0x61)],
  ['a file without an extension', file('README', 0x61)],
  ['lines that look like a boundary', file('Two Words (1).txt', ...utf8.encode('a\r\n--b\r\n--\r\n'))],
];

/** How many discriminator values take part, with a random value each. */
const bases = 3;

/**
 * Valid calls with one leaf at a value on which servers crash, the values in rotation over the leaves. The schema cannot
 * decide whether such a call must succeed; the check is that it gets no 5xx.
 */
export function planEdgeValues(contract: Contract, operation: Operation, sampler: Sampler): CasePlan {
  const values = [...(sampler.discriminator?.mapping.keys() ?? [])];
  const cases = sampler.slots.flatMap((slot) => [
    ...ofSlot(sampler, slot, values),
    ...withOddMember(sampler, slot, values[0]),
  ]);
  const context = { contract, operation, phase: 'edges' } as const;
  return {
    operationId: operation.operationId,
    phase: 'edges',
    cases: [
      ...cases.map(({ call, title, focus }, index) =>
        testCase(context, index, title, call, focus === undefined ? {} : { focus }),
      ),
      ...unusualCases(contract, operation, sampler),
    ],
  };
}

/** Members with names on which servers crash, nested deep enough to overflow a recursive parser. */
const oddMembers: object = JSON.parse(
  `{"": ${'['.repeat(200)}${']'.repeat(200)}, "__proto__": {"a": 1}, "constructor": null}`,
);

/** The least body with undeclared members, where its schema allows them. */
function withOddMember(sampler: Sampler, slot: Slot, value: string | undefined): readonly EdgeCall[] {
  const least = sampler.leastCall(value);
  const body = least?.body?.value;
  if (slot.kind !== 'body' || isFormSlot(slot) || least === undefined || !isObject(body)) return [];
  const odd = Object.fromEntries([...Object.entries(body), ...Object.entries(oddMembers)]);
  if (!holdsAt(sampler.contract, slot)(odd)) return [];
  return [{ call: withSlot(least, slot, odd), title: `${slotPlace(slot)} has odd members, nested deep` }];
}

function ofSlot(sampler: Sampler, slot: Slot, values: readonly string[]): readonly EdgeCall[] {
  const { contract, seed } = sampler;
  const valid = holdsAt(contract, slot);
  const found = new Map<string, EdgeCall>();
  for (const { value, base } of basesOf(sampler, slot, values)) {
    const least = sampler.leastCall(value ?? values[0]);
    if (least === undefined) continue;
    for (const { path, leaf } of leavesOf(base)) {
      const edges: readonly (readonly [string, unknown])[] =
        typeof leaf === 'string' ? texts : typeof leaf === 'number' ? numbers : isFilePart(leaf) ? files : [];
      for (const [name, edge] of edges) {
        // One leaf of a kind for each edge: the name of the leaf selects the edge.
        const key = `${name} ${seedFrom(seed, path.join('/')) % 2}`;
        if (found.has(key)) continue;
        if (isRounded(sampler, slot, path, edge)) continue;
        const changed = replaceAt(base, path, edge);
        const received = asReceived(contract, slot, changed);
        const call = withSlot(least, slot, changed);
        if (received === undefined || !valid(received) || !sampler.keepsRules(call)) continue;
        found.set(key, {
          call,
          title: `${[slotPlace(slot), ...path].join('/')} is ${name}`,
          focus: [slotPlace(slot), ...path].join('/'),
        });
      }
    }
  }
  return [...found.values()];
}

/** Whether a remainder is a matter of rounding: of a number that doubles do not hold exactly, divided by `multipleOf`. */
function isRounded({ contract }: Sampler, { use }: Slot, path: readonly string[], value: unknown): boolean {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return false;
  const schema = path.reduce<JsonSchema | undefined>(
    (holder, name) => memberSchema(contract, holder, name),
    use.normal.schema,
  );
  return isObject(schema) && schema['multipleOf'] !== undefined;
}

/** The bases of the edge values: the least value and others with one more place each, then random ones. */
function* basesOf(
  sampler: Sampler,
  slot: Slot,
  values: readonly string[],
): Generator<{ readonly value: string | undefined; readonly base: unknown }> {
  for (let index = 0; index < bases; index++) {
    const value =
      slot.kind === 'body' && values.length > 0 ? values[(sampler.seed + index) % values.length] : undefined;
    for (const edge of boundaryOf(sampler, slot, value)) yield { value, base: edge.value };
    yield { value, base: sampleBase(sampler, slot, value, index) };
  }
}

function sampleBase(sampler: Sampler, slot: Slot, value: string | undefined, index: number): unknown {
  try {
    const options = { ...slotOptions(sampler.contract, slot, value), size: 'medium' } as const;
    return sample(arbitrary(slotSchema(sampler.contract, slot, value), options), {
      seed: seedFrom(sampler.seed, slotPlace(slot), index),
      numRuns: 1,
    })[0];
  } catch (cause) {
    if (cause instanceof DiagnosticError) return undefined;
    throw cause;
  }
}
