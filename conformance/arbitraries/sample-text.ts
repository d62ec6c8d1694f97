import { lengthOf } from '../../generator/json/code-points.ts';
import type { FilePart } from '../../generator/json/file-part.ts';
import { matchesPattern } from '../../generator/json/pattern.ts';
import { hasFormat } from '../../generator/schema/formats.ts';
import { leastOf } from '../../generator/values/least.ts';
import { sampleMatch } from '../../generator/values/pattern.ts';
import { objectOf, type StringPlan } from '../../generator/values/plan.ts';
import { formats } from './formats.ts';
import { realisticText } from './realistic.ts';
import type { SampleContext } from './sample-context.ts';
import type { Source } from './source.ts';

const longest = 24;
const longestEdge = 2_000;
const tries = 40;

/** Samples a text of the plan, or a file where the schema says `format: binary` and files are wanted. */
export function sampleText(
  plan: StringPlan,
  context: SampleContext,
  name: string,
): string | FilePart | undefined {
  if (context.files && isBinary(plan)) return sampleFile(plan, context.source, name);
  const { min, max, patterns, format } = plan;
  const { source } = context;
  const draftFormat = format === undefined ? undefined : formats[format];
  const [pattern] = patterns;
  if (pattern === undefined && draftFormat === undefined) {
    if (context.realistic) {
      const text = realisticText(name, source);
      if (lengthOf(text) >= min && lengthOf(text) <= max) return text;
    }
    return plain(source, lengthIn(min, max, context));
  }
  for (let attempt = 0; attempt < tries; attempt++) {
    const byPattern = pattern !== undefined && (draftFormat === undefined || attempt % 2 === 0);
    const text = byPattern ? fromPattern(plan, pattern, context) : draftFormat?.(source);
    if (text === undefined) continue;
    const length = lengthOf(text);
    if (length < min || length > max) continue;
    if (format !== undefined && !hasFormat(format, text)) continue;
    if (patterns.every((own) => matchesPattern(own, text) !== false)) return text;
  }
  const least = leastOf(plan);
  return typeof least === 'string' ? least : undefined;
}

function fromPattern(plan: StringPlan, pattern: string, { source, bias }: SampleContext): string | undefined {
  const edge = bias !== undefined && source.nextInt(1, bias * 2) === 1;
  const low = edge && Number.isFinite(plan.max) && plan.max < longestEdge ? plan.max : plan.min;
  const pick = (below: number): number => (below < 2 ? 0 : source.nextInt(0, below - 1));
  return sampleMatch(pattern, low, plan.max, pick, 8) ?? sampleMatch(pattern, plan.min, plan.max, pick);
}

function lengthIn(min: number, max: number, { source, bias }: SampleContext): number {
  if (bias !== undefined && source.nextInt(1, bias) === 1) {
    if (source.nextInt(0, 1) === 0 || max > longestEdge) return min;
    return max;
  }
  return source.nextInt(min, Math.min(max, min + longest));
}

const ascii =
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-.,:;!?@#$%&*()+=/\\\'"<>[]{}|~^`';
const wide = [...'äéñßøçÅΩЖЯ中文日本語한글อ😀🚀👩é‰€\u00a0\u200b\t\n'];

const block = 256;

function plain(source: Source, length: number): string {
  // What must be very long is long by repetition: sampling each of ten million characters shows nothing more.
  if (length > longestEdge) {
    const rest = length % block;
    return plain(source, block).repeat((length - rest) / block) + plain(source, rest);
  }
  let text = '';
  // One text in eight goes beyond ASCII, so that code points, bytes and UTF-16 units differ.
  const exotic = source.nextInt(0, 7) === 0;
  for (let index = 0; index < length; index++) {
    text +=
      exotic && source.nextInt(0, 2) === 0
        ? wide[source.nextInt(0, wide.length - 1)]
        : ascii[source.nextInt(0, ascii.length - 1)];
  }
  return text;
}

function isBinary({ format, locals }: StringPlan): boolean {
  if (format === 'binary') return true;
  return locals.some((local) => {
    const schema = objectOf(local);
    return (
      schema?.['contentMediaType'] === 'application/octet-stream' && schema['contentEncoding'] === undefined
    );
  });
}

const kinds: readonly (readonly [extension: string, contentType: string])[] = [
  ['txt', 'text/plain'],
  ['jsonl', 'application/jsonl'],
  ['png', 'image/png'],
  ['bin', 'application/octet-stream'],
];

function sampleFile({ min, max }: StringPlan, source: Source, name: string): FilePart {
  const [extension, contentType] = kinds[source.nextInt(0, kinds.length - 1)] ?? [
    'bin',
    'application/octet-stream',
  ];
  const bytes = new Uint8Array(source.nextInt(min, Math.min(max, min + 64)));
  for (const index of bytes.keys()) bytes[index] = source.nextInt(32, 126);
  return {
    $file: {
      name: `${name === '' ? 'file' : name}-${source.nextInt(1, 99)}.${extension}`,
      contentType,
      bytes,
    },
  };
}
