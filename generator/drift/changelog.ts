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
  readonly example?: { readonly title: string } & Pick<Witness, 'where' | 'value'>;
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
  /** How many descriptions changed; what they say is best read in the document. */
  readonly words?: string;
  /** What the authors of the new document may mend. */
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
    ...wordsOnly(countOf(changes, 'docs-only')),
    remarks: report.remarks ?? [],
    ignored: report.ignored.map(({ change, entry }) => `${change.message} (${entry.reason})`),
    notes: report.notes,
  };
}

const wordsOnly = (count: number): Pick<Changelog, 'words'> => {
  if (count === 0) return {};
  return {
    words:
      count === 1
        ? '1 change of a description or other words, which changes no message, is not listed.'
        : `${count} changes of descriptions and other words, which change no message, are not listed.`,
  };
};

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
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
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
    ...(witness?.sender === undefined ? {} : { example: { ...witness, title: exampleTitle(witness) } }),
  };
}

const exampleTitle = ({ from }: Witness): string =>
  from === 'head' ? 'A message that was not valid before' : 'A message that is not valid any more';

/** The sentence of a change as a heading: it begins with the endpoint where it is about one and does not name it. */
function titleOfChange({ message, operations, pointer }: PlacedChange): string {
  const [operation] = operations;
  const isOfOne = operations.length === 1 && !pointer.startsWith('#/components/');
  if (operation !== undefined && isOfOne && !message.includes(operation)) return `${operation}: ${message}`;
  return message.charAt(0).toUpperCase() + message.slice(1);
}

function whoOf({ polarity, operations, directions, code }: PlacedChange): string {
  if (directions !== undefined) {
    const { request, response } = directions;
    return [
      ...(request.length === 0 ? [] : [`sends requests to ${listed(request)}`]),
      ...(response.length === 0 ? [] : [`reads responses of ${listed(response)}`]),
    ]
      .join(', or ')
      .replace(/^/, 'everybody who ');
  }
  const where = operations.length === 0 ? 'the API' : listed(operations);
  if (/^operation-removed|^parameter-|^security/.test(code)) return `everybody who calls ${where}`;
  if (polarity === 'request') return `everybody who sends requests to ${where}`;
  return polarity === 'response'
    ? `everybody who reads responses of ${where}`
    : `everybody who uses ${where}`;
}

const listed = (operations: readonly string[]): string =>
  `${operations.slice(0, 6).join(', ')}${operations.length > 6 ? ` and ${operations.length - 6} more` : ''}`;

/** What a client does, by the code of the change; the first pattern that fits. */
const advice: readonly (readonly [pattern: RegExp, todo: string])[] = [
  [/^operation-removed/, 'Stop calling it before you move to the new version.'],
  [/^operation-sunset/, 'Request a later date, or plan the move now.'],
  [/^parameter-(removed|moved)/, 'Stop sending it, or send it where it is read now.'],
  [/^parameter-(became-)?required|^request-body-/, 'Send {name} in every request to {operations}.'],
  [/^request-required-/, 'Add {name} to what you send.'],
  [/^request-(max|min)/, 'Keep {name} within the new limit.'],
  [/^request-(additional-properties|member)-/, 'Stop sending {member}.'],
  [/^request-format-/, 'If the server checks formats, send {name} in the new one.'],
  [/^request-enum-|^request-union-/, 'Stop sending what is no longer accepted.'],
  [/^request-/, 'Check what you send against the new rule before you move to the new version.'],
  [
    /^response-(enum|union)-/,
    'Handle the new values before you move to the new version, or treat unknown ones as a default.',
  ],
  [/^response-(required-loosened|body-removed)/, 'Handle its absence before you move to the new version.'],
  [/^response-type-/, 'Handle the new type before you move to the new version.'],
  [/^response-/, 'Check that your reader accepts what may arrive now.'],
  [/security/, 'Send the credentials that are required now.'],
  [/^discriminator/, 'Check how your code picks a schema by the discriminator.'],
];

function todoOf({ code, verdict, polarity, hint, message, operations, also = [] }: PlacedChange): string {
  if (verdict === 'unknown') return 'Compare the two schemas by eye: the tool could not decide.';
  const names = message.match(/`[^`]+`/g) ?? [];
  const advised = (own: string): string =>
    (advice.find(([pattern]) => pattern.test(own))?.[1] ?? hint ?? 'Compare with what you rely on.')
      .replace('{name}', names[0] ?? 'it')
      .replace('{member}', names.at(-1) ?? 'it')
      .replace('{operations}', operations.length === 0 ? 'the API' : listed(operations));
  // Who sends and who reads a schema do different things about it.
  const other = also.find((each) => each.verdict === verdict && each.polarity !== polarity);
  if (other === undefined) return advised(code);
  const [send, read] = polarity === 'request' ? [code, other.code] : [other.code, code];
  return `If you send it: ${advised(send)} If you read it: ${advised(read)}`;
}
