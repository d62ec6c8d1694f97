import { countOf, type Witness } from './change.ts';
import { type DriftReport, type PlacedChange, spelledPlace, spelledStep } from './report.ts';

/** One thing to know about a new version. */
export interface ChangelogItem {
  readonly change: PlacedChange;
  /** What changed, with the endpoint that it is about where one sentence needs it. */
  readonly title: string;
  /** `file:line:column`, and which document that is where the new one no longer has the place. */
  readonly where?: string;
  /** A message that one version accepts and the other rejects; absent where the title says it all. */
  readonly example?: Witness;
  /** Who has to act; absent where no action is needed. */
  readonly who?: string;
  /** What they do about it. */
  readonly todo?: string;
}

/** A heading with what stands under it: an endpoint, a schema that several endpoints share. */
export interface ChangelogSection {
  readonly title: string;
  readonly items: readonly ChangelogItem[];
}

/** The content of a changelog, which every format prints. */
export interface Changelog {
  readonly title: string;
  /** `1.0 → 2.0`. */
  readonly versions: string;
  readonly step: string;
  readonly reason: string;
  readonly counts: readonly (readonly [what: string, count: number])[];
  readonly breaking: readonly ChangelogItem[];
  readonly sections: readonly ChangelogSection[];
  readonly words: number;
  readonly remarks: readonly string[];
  readonly ignored: readonly string[];
  readonly notes: readonly string[];
}

/** A change that reaches more endpoints than this is listed under the name of its schema. */
const mostEndpoints = 3;

/** Puts a report in the order in which people read it: what breaks first, then by endpoint or schema. */
export function changelogOf(report: DriftReport): Changelog {
  const { changes } = report;
  const isLoud = ({ verdict, axis }: PlacedChange): boolean =>
    axis !== 'source' && (verdict === 'breaking' || verdict === 'unknown');
  const listed = changes.filter(({ verdict, axis }) => verdict !== 'docs-only' && axis !== 'source');
  const sections = new Map<string, ChangelogItem[]>();
  for (const change of listed.filter((each) => !isLoud(each))) {
    const title = titleOf(change);
    sections.set(title, [...(sections.get(title) ?? []), itemOf(change)]);
  }
  const sdk = changes
    .filter(({ axis }) => axis === 'source')
    .map((change) => ({ change, title: titleOfChange(change) }));
  return {
    title: report.title ?? 'API',
    versions: report.versions === undefined ? `${report.base} → ${report.head}` : report.versions.join(' → '),
    step: spelledStep(report),
    reason: reasonOf(report),
    counts: countsOf(report),
    breaking: listed.filter(isLoud).map(itemOf),
    sections: [
      ...[...sections].map(([title, items]) => ({ title, items })),
      ...(sdk.length === 0 ? [] : [{ title: 'For users of the generated SDK', items: sdk }]),
    ],
    words: countOf(changes, 'docs-only'),
    remarks: report.remarks ?? [],
    ignored: report.ignored.map(({ change, entry }) => `${change.message} (${entry.reason})`),
    notes: report.notes,
  };
}

function titleOf({ operations, head, base, pointer }: PlacedChange): string {
  const schema = /^#\/components\/[^/]+\/([^/]+)/.exec((head ?? base)?.pointer ?? pointer)?.[1];
  if (operations.length > mostEndpoints && schema !== undefined) return `Schema ${schema}`;
  if (operations.length > mostEndpoints) return 'Several endpoints';
  return operations.length === 0 ? 'The whole API' : operations.join(', ');
}

function countsOf({ changes }: DriftReport): Changelog['counts'] {
  const wire = changes.filter(({ axis }) => axis !== 'source');
  const count = (is: (change: PlacedChange) => boolean): number => wire.filter(is).length;
  const isQuiet = ({ verdict }: PlacedChange): boolean => verdict === 'non-breaking';
  return [
    ['Breaking', count(({ verdict }) => verdict === 'breaking')],
    ['Undecided', count(({ verdict }) => verdict === 'unknown')],
    ['New', count((each) => isQuiet(each) && /-added$/.test(each.code))],
    ['Removed', count((each) => isQuiet(each) && /-(removed|ignored)$/.test(each.code))],
    ['Deprecated', count((each) => isQuiet(each) && /-deprecated$/.test(each.code))],
    ['Changed', count((each) => isQuiet(each) && !/-(added|removed|ignored|deprecated)$/.test(each.code))],
    ['Words only', countOf(wire, 'docs-only')],
  ];
}

function reasonOf({ bump, changes }: DriftReport): string {
  const wire = changes.filter(({ axis }) => axis !== 'source');
  const [first, ...others] = wire.filter(({ verdict }) =>
    bump === 'major' ? verdict === 'breaking' || verdict === 'unknown' : verdict === 'non-breaking',
  );
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  switch (bump) {
    case 'major':
      return `${first === undefined ? 'Clients break' : titleOfChange(first)}${more}`;
    case 'minor':
      return `Nothing that clients rely on breaks; ${first?.message ?? 'the API grew'}${more}`;
    case 'patch':
      return 'No message changes';
    case 'none':
      return 'The documents say the same';
    default:
      return bump satisfies never;
  }
}

function itemOf(change: PlacedChange): ChangelogItem {
  const title = titleOfChange(change);
  if (change.verdict !== 'breaking' && change.verdict !== 'unknown') return { change, title };
  const { head, base, witness } = change;
  const place = head ?? base;
  return {
    change,
    title,
    who: whoOf(change),
    todo: todoOf(change),
    ...(place === undefined
      ? {}
      : { where: `${spelledPlace(place)}${head === undefined ? ' (in the old document)' : ''}` }),
    ...(witness?.sender === undefined ? {} : { example: witness }),
  };
}

/** The sentence of a change as a heading: it begins with the endpoint where it is about one and does not name it. */
function titleOfChange({ message, operations, pointer }: PlacedChange): string {
  const [operation] = operations;
  const isOfOne = operations.length === 1 && !pointer.startsWith('#/components/');
  if (operation !== undefined && isOfOne && !message.includes(operation)) return `${operation}: ${message}`;
  return message.charAt(0).toUpperCase() + message.slice(1);
}

function whoOf({ polarity, operations, code }: PlacedChange): string {
  const where =
    operations.length === 0
      ? 'the API'
      : `${operations.slice(0, 6).join(', ')}${operations.length > 6 ? ` and ${operations.length - 6} more` : ''}`;
  if (/^operation-removed|^parameter-|^security/.test(code)) return `everybody who calls ${where}`;
  if (polarity === 'request') return `everybody who sends requests to ${where}`;
  return polarity === 'response'
    ? `everybody who reads responses of ${where}`
    : `everybody who uses ${where}`;
}

/** What a client does, by the code of the change; the first pattern that fits. */
const advice: readonly (readonly [pattern: RegExp, todo: string])[] = [
  [/^operation-removed/, 'Stop calling it before you move to the new version.'],
  [/^operation-sunset/, 'Request a later date, or plan the move now.'],
  [/^parameter-(removed|moved)/, 'Stop sending it, or send it where it is read now.'],
  [
    /^parameter-(became-)?required|^request-required-|^request-body-(required|became-required)/,
    'Send {name} in every request.',
  ],
  [/^request-(max|min)/, 'Keep {name} within the new limit.'],
  [/^request-additional-properties-/, 'Stop sending {name}.'],
  [/^request-format-/, 'If the server checks formats, send {name} in the new one.'],
  [/^request-enum-|^request-union-/, 'Stop sending what is no longer accepted.'],
  [/^request-/, 'Check what you send against the new rule before you move.'],
  [/^response-(enum|union)-/, 'Handle the new values before you move, or treat unknown ones as a default.'],
  [/^response-(required-loosened|body-removed)/, 'Handle its absence before you move.'],
  [/^response-type-/, 'Handle the new type before you move.'],
  [/^response-/, 'Check that your reader accepts what may arrive now.'],
  [/security/, 'Send the credentials that are required now.'],
  [/^discriminator/, 'Check how your code picks a schema by the discriminator.'],
];

function todoOf({ code, verdict, hint, message }: PlacedChange): string {
  if (verdict === 'unknown') return 'Compare the two schemas by eye: the tool could not decide.';
  const todo =
    advice.find(([pattern]) => pattern.test(code))?.[1] ?? hint ?? 'Compare with what you rely on.';
  return todo.replace('{name}', /`[^`]+`/.exec(message)?.[0] ?? 'it');
}
