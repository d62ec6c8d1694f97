import type { Finding } from '../model.ts';

/** Checks whose failures mostly have one cause in the whole API: a layer in front of all operations. */
const ofTheWholeApi: ReadonlySet<string> = new Set([
  'positive-data-acceptance',
  'status-code-conformance',
  'content-type-conformance',
  'response-headers-conformance',
  'response-schema-conformance',
  'media-type-rejection',
  'unsupported-method',
  'ignored-auth',
  'encoding',
  'secret-leak',
  'stack-trace-leak',
  'max-response-time',
]);

/** Checks whose failures cost users most, the worst first. */
const worst: readonly string[] = [
  'ignored-auth',
  'secret-leak',
  'write-only-leak',
  'of-another',
  'not-a-server-error',
  'stored-as-sent',
  'action-is-stored',
  'others-stay',
  'same-key-same-item',
  'update-keeps-the-rest',
];

/** Findings grouped by cause, errors first, then the worst checks, then the causes that show at most places. */
export function causesOf(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups: { readonly keys: Set<string>; readonly findings: Finding[] }[] = [];
  /** By the keyword that an accepted wrong request breaks. */
  const accepting = new Map<string, Finding[]>();
  // A response that breaks a keyword which requests may break, too, shows what was accepted: it joins that cause.
  const isEcho = ({ check }: Finding): boolean => check === 'response-schema-conformance';
  for (const finding of [...findings].sort((a, b) => Number(isEcho(a)) - Number(isEcho(b)))) {
    const accepted = isEcho(finding) ? accepting.get(placeOf(finding.keywordLocation ?? '')) : undefined;
    if (accepted !== undefined) {
      accepted.push(finding);
      continue;
    }
    const keys = keysOf(finding);
    const group = groups.find((each) => keys.some((key) => each.keys.has(key)));
    if (group === undefined) groups.push({ keys: new Set(keys), findings: [finding] });
    else {
      group.findings.push(finding);
      for (const key of keys) group.keys.add(key);
    }
    const own = groups.find((each) => each.findings.includes(finding));
    if (
      finding.check === 'negative-data-rejection' &&
      finding.keywordLocation !== undefined &&
      own !== undefined
    )
      accepting.set(placeOf(finding.keywordLocation), own.findings);
  }
  const rank = ([first]: readonly Finding[]): number => {
    const at = worst.indexOf(first?.check ?? '');
    return (first?.severity === 'error' ? 0 : 100) + (at < 0 ? worst.length : at);
  };
  return groups.map((group) => group.findings).sort((a, b) => rank(a) - rank(b) || b.length - a.length);
}

/** What two findings of one cause have in common; one key in common is enough. */
function keysOf({
  operationId,
  check,
  keywordLocation,
  severity,
  message,
  exchange,
  path,
}: Finding): readonly string[] {
  const mistake = /\(([^()]*)\)$/.exec(exchange.testCase.title)?.[1];
  // The same mistake is accepted everywhere.
  if (check === 'negative-data-rejection' && exchange.testCase.edit !== undefined && mistake !== undefined)
    return [`${check} ${severity} ${mistake}`];
  const isShared = keywordLocation?.startsWith('#/components/') === true;
  const text = message
    .replace(/, (documented|expected) (are|is) .*/, '')
    .replace(/^accepted \(\d{3}\)/, 'accepted');
  return [
    isShared
      ? `${check} ${severity} ${keywordLocation}`
      : `${check} ${severity} ${operationId} ${keywordLocation}`,
    ...(ofTheWholeApi.has(check) ? [`${check} ${severity} ${text}`] : []),
    ...(check === 'response-schema-conformance' && keywordLocation?.includes('/properties/') === true
      ? [`${check} ${severity} ${placeOf(keywordLocation)}`]
      : []),
    // One sequence with one unknown id, whatever is asked below it.
    ...(check === 'unknown-id' ? [`${check} ${severity} ${path}`] : []),
    // What is not implemented is one cause, whatever the words are.
    ...(check === 'not-a-server-error' && exchange.response.status === 501 ? [`${check} 501`] : []),
    // The same kind of input and the same words: one exception, behind several operations.
    ...(check === 'not-a-server-error' && exchange.response.body.length > 0
      ? [
          `${check} ${kindOf(exchange.testCase.title)} ${new TextDecoder().decode(exchange.response.body.slice(0, 500))}`,
          ...exceptionIn(exchange.response.body).map((exception) => `${check} ${exception}`),
        ]
      : []),
  ];
}

/** The name and the words of an exception in a response, whatever stands around it; its numbers and ids left out. */
function exceptionIn(body: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(body.slice(0, 4000));
  const [, name, words = ''] =
    /\b((?:[a-z]\w*\.)*[A-Z]\w*(?:Exception|Error)): ([^"<\n]{8,80})/.exec(text) ?? [];
  // Some servers call every error by one name.
  return name === undefined || /^(Internal|Server|HTTP|Http)/.test(name)
    ? []
    : [`${name}: ${words.replaceAll(/&\w+;.*|[\d'].*/g, '').trim()}`];
}

/**
 * The place of a keyword without the operation that it is written for: documents that name no schemas repeat them for each one. Named
 * schemas are their own places.
 */
const placeOf = (keywordLocation: string): string =>
  keywordLocation.startsWith('#/components/')
    ? keywordLocation
    : (keywordLocation.split('/properties/').at(-1) ?? keywordLocation);

/** What a case tries, without the place where. */
const kindOf = (title: string): string => title.replaceAll(/\/(path|query|header|cookie|body)\S*/g, '/$1');

/** Most other places of one cause that are listed. */
const mostPlaces = 12;

/** The other places of a cause in one line: `41 more of 12 operations: createPet /body/name, ...`; `undefined` without any. */
export function otherPlaces([first, ...others]: readonly Finding[]): string | undefined {
  const placeIn = ({ operationId, instanceLocation = '' }: Finding): string =>
    `${operationId} ${instanceLocation}`.trim();
  const places = [...new Set(others.map(placeIn))].filter(
    (place) => first !== undefined && place !== placeIn(first),
  );
  if (places.length === 0) return undefined;
  const operations = new Set(others.map(({ operationId }) => operationId)).size;
  const shown = places.slice(0, mostPlaces).join(', ');
  return `${places.length} more of ${operations} operation${operations === 1 ? '' : 's'}: ${shown}${places.length > mostPlaces ? ', ...' : ''}`;
}
