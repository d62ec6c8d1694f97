import type { Contract } from '../../generator/contract/model.ts';
import { pageStyle } from '../../generator/json/html-page.ts';
import { safeText, visibleText } from '../../generator/json/safe-text.ts';
import { shorten } from '../../generator/json/shorten.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import type { LedgerRow } from '../coverage/ledger.ts';
import type { Finding, TestCase } from '../model.ts';
import { causesOf, otherPlaces } from './causes.ts';
import { curlScript, type ShownServer } from './curl.ts';
import { notExercisedLines, undecidedLines } from './exercise-lines.ts';
import { againBy, fragmentOf, placeOf } from './place.ts';
import type { RunRecord } from './record.ts';

/** Coverage of the keywords of one body, for one discriminator value where there are several. */
export interface KeywordCoverage {
  readonly operationId: string;
  readonly discriminatorValue?: string;
  readonly rows: readonly LedgerRow[];
}

export interface HtmlParts {
  readonly server: ShownServer;
  readonly notes: readonly string[];
  readonly keywords: readonly KeywordCoverage[];
  /** The page, with a placeholder for the data. */
  readonly page: string;
}

/** The placeholder for the data in the page. */
const place = '/*DATA*/';

/** The placeholder for the look that all pages share. */
const frame = '/*FRAME*/';

/** Most characters of a body that are shown; NDJSON and HAR have the whole. */
const longest = 4000;

/** A self-contained page: its data is in it as JSON that no HTML parser can leave. */
export function htmlReport(contract: Contract, record: RunRecord, parts: HtmlParts): string {
  const { notes, keywords, page } = parts;
  const wheres = new Map(
    contract.operations.map(({ operationId, method, path }) => [
      operationId,
      `${method.toUpperCase()} ${path}`,
    ]),
  );
  const data = {
    title: contract.info.title,
    version: contract.info.version,
    target: record.target,
    seed: record.seed,
    notes: [
      ...notes,
      ...notExercisedLines(record.exercise),
      ...undecidedLines(record.exercise.undecided).map((line) => `undetermined: ${line}`),
    ],
    summary: record.summary,
    checks: record.checks,
    rows: record.rows.map(({ operationId, discriminatorValue, cells }) => ({
      operation: operationId,
      value: discriminatorValue,
      where: wheres.get(operationId),
      cells: Object.fromEntries(
        [...cells].map(([check, { passed, failed, undetermined }]) => [
          check,
          [passed, failed, undetermined],
        ]),
      ),
    })),
    findings: causesOf(record.findings).map((cause) => findingData(contract, cause, parts.server)),
    latency: latencies(record),
    keywords: keywords.map(({ operationId, discriminatorValue, rows }) => ({
      operation: operationId,
      value: discriminatorValue,
      rows: rows.map(({ pointer, keyword, keywordLocation, valid, invalid }) => [
        pointer,
        keyword,
        keywordLocation,
        valid,
        invalid,
      ]),
    })),
  };
  // A script element ends at `</script`, and `<!--` changes how it ends: the text must contain neither.
  const json = JSON.stringify(data, (_, value) => (typeof value === 'string' ? visibleText(value) : value));
  const text = safeText(json).replaceAll('<', '\\u003c');
  const [before = '', after = ''] = page.replace(frame, pageStyle).split(place);
  return before + text + after;
}

function findingData(contract: Contract, cause: readonly Finding[], server: ShownServer): unknown {
  const [finding] = cause;
  if (finding === undefined) return undefined;
  const { exchange, severity, operationId, discriminatorValue, check, message, fingerprint } = finding;
  const at = placeOf(contract, finding);
  return {
    severity,
    operation: operationId,
    value: discriminatorValue,
    check,
    message,
    also: otherPlaces(cause),
    fingerprint,
    place: at === undefined ? undefined : `${at.file}:${at.line ?? 1}:${at.column ?? 1} ${at.pointer}`,
    fragment: fragmentOf(contract, at?.pointer),
    diff: bodyDiff(exchange.testCase),
    request: messageText(`${exchange.request.method} ${exchange.request.target}`, exchange.request),
    response: messageText(String(exchange.response.status || 'no response'), exchange.response),
    curl: shorten(curlScript(contract, finding, server), longest),
    again: `plumbline conform --target ${server.baseUrl} ${againBy(finding)}   (fingerprint ${fingerprint})`,
  };
}

function messageText(first: string, { headers, body }: WireRequest | WireResponse): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const text = body === undefined ? '' : new TextDecoder().decode(body);
  return [first, ...lines, '', shorten(pretty(text), longest)].join('\n');
}

function pretty(text: string): string {
  try {
    return text.length > longest ? text : JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** The lines in which a body differs from that of its valid twin: one edit is one run of lines. */
function bodyDiff({ twin, request }: TestCase): readonly string[] | undefined {
  if (twin?.request.body === undefined || request.body === undefined) return undefined;
  const [before, after] = [twin.request.body, request.body].map((body) => linesOf(body));
  if (before === undefined || after === undefined) return undefined;
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const context = 3;
  return [
    ...before.slice(Math.max(0, start - context), start).map((line) => ` ${line}`),
    ...before.slice(start, before.length - end).map((line) => `-${shorten(line, longest)}`),
    ...after.slice(start, after.length - end).map((line) => `+${shorten(line, longest)}`),
    ...after.slice(after.length - end, after.length - end + context).map((line) => ` ${line}`),
  ];
}

function linesOf(body: Uint8Array): readonly string[] | undefined {
  try {
    return JSON.stringify(JSON.parse(new TextDecoder().decode(body)), undefined, 2).split('\n');
  } catch {
    return undefined;
  }
}

/** How many requests each operation had, and a selection of their times. */
function latencies({ rows }: RunRecord): readonly {
  readonly operation: string;
  readonly count: number;
  readonly ms: readonly number[];
}[] {
  const all = new Map<string, number[]>();
  for (const { operationId, latencies: own } of rows)
    all.set(operationId, [...(all.get(operationId) ?? []), ...own]);
  return [...all]
    .filter(([, ms]) => ms.length > 0)
    .map(([operation, ms]) => ({
      operation,
      count: ms.length,
      ms: thin(ms.sort((a, b) => a - b)).map((each) => Math.round(each * 10) / 10),
    }));
}

/** At most about a hundred points of a sorted list, including both ends. */
function thin(sorted: readonly number[]): readonly number[] {
  const most = 400;
  if (sorted.length <= most) return sorted;
  return Array.from(
    { length: most },
    (_, index) => sorted[Math.round((index * (sorted.length - 1)) / (most - 1))] ?? 0,
  );
}
