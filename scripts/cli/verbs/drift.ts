import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { buildContract } from '../../../generator/build/build-contract.ts';
import { type Diagnostic, fail, formatDiagnostic } from '../../../generator/contract/diagnostics.ts';
import type { Contract } from '../../../generator/contract/model.ts';
import {
  applyIgnores,
  applyPolicy,
  type Change,
  checkStructure,
  compareContracts,
  compareSources,
  type DriftPolicy,
  type DriftReport,
  formatChangelog,
  formatGithub,
  formatHtml,
  formatJson,
  formatJunit,
  formatMarkdown,
  formatText,
  makeReport,
  readPolicyFile,
  refuseStrangers,
  spelledPlace,
} from '../../../generator/drift/index.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Pointer } from '../../../generator/json/types.ts';
import { type LoadOptions, loadDocument, type OpenApiDocument } from '../../../generator/load/load.ts';
import { readNamed, readSource } from '../../../generator/load/named.ts';
import { parseSource } from '../../../generator/load/source.ts';
import { loadConfig } from '../../run/config.ts';
import { judgesOf } from '../../run/drift-judges.ts';
import { accessOf, loadSubject } from '../../run/subject.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, paletteFor, print, printCommands, say } from '../terminal.ts';

/** The options of `plumbline drift`. */
export interface DriftVerbOptions extends Omit<LoadingFlags, 'spec'> {
  /** Needed unless `observed` is given. */
  readonly base?: string;
  readonly head?: string;
  readonly format: 'text' | 'json' | 'markdown' | 'github' | 'junit' | 'changelog' | 'html';
  readonly failOn: 'breaking' | 'any' | 'none';
  /** Ignore file; `.plumbline-ignore.yaml` if it exists. */
  readonly ignore?: string;
  /** A journal of recorded traffic to compare with, instead of another document. */
  readonly observed?: string;
  /** Where to write the overlay that the journal suggests. */
  readonly suggestOverlay?: string;
  /** Compare the generated types too, configured or not. */
  readonly sdkImpact?: boolean;
}

const defaultIgnoreFile = '.plumbline-ignore.yaml';

/** Reports what changed between two versions of a document. Exit 1 as `failOn` demands, 2 on bad input. */
export async function drift(options: DriftVerbOptions): Promise<ExitCode> {
  const notes: Diagnostic[] = [];
  const report =
    options.observed === undefined
      ? await compared(options, notes)
      : await observed(options, options.observed, notes);
  const text = render(report, options.format);
  if (options.format === 'github') printCommands(text);
  else print(text);
  if (options.format !== 'text') for (const note of notes) say(formatDiagnostic(note));
  if (options.failOn === 'none') return ExitCode.clean;
  // Changes that stop code against the SDK from compiling are reported, but do not break the API.
  const isAny = report.changes.some(({ axis }) => axis !== 'source');
  if (options.failOn === 'any') return isAny ? ExitCode.findings : ExitCode.clean;
  return report.verdict === 'breaking' || report.verdict === 'unknown' ? ExitCode.findings : ExitCode.clean;
}

async function compared(options: DriftVerbOptions, notes: Diagnostic[]): Promise<DriftReport> {
  if (options.suggestOverlay !== undefined) {
    return fail({ code: 'usage', message: '--suggest-overlay goes with --observed <journal>' });
  }
  if (options.base === undefined) {
    return fail({ code: 'usage', message: 'expected the older document: plumbline drift <base> [head]' });
  }
  const { base, head, hasSdk } = await contracts({ ...options, base: options.base }, (note) =>
    notes.push(note),
  );
  const changes = [
    ...compareContracts(base, head, { accepts: judgesOf(base, head) }),
    ...(hasSdk ? compareSources(base, head) : []),
  ];
  const files = { base: options.base, head: options.head ?? head.origin('#').file };
  return reportOf(options, { base, head, files }, changes, notes, hasSdk);
}

async function observed(
  options: DriftVerbOptions,
  journal: string,
  notes: readonly Diagnostic[],
): Promise<DriftReport> {
  if (options.head !== undefined) {
    return fail({
      code: 'usage',
      message: '--observed takes one document: plumbline drift [spec] --observed <journal>',
    });
  }
  const { contract, file } = await loadSubject(
    options.base,
    options.overlay,
    'document',
    loadingHints(options),
  );
  const { contract: overlaid } = await loadSubject(
    options.base,
    options.overlay,
    'full',
    loadingHints(options),
  );
  const { observedChanges } = await import('../../run/observed.ts');
  const changes = await observedChanges(contract, overlaid, journal, options.suggestOverlay);
  const files = { base: journal, head: file };
  return reportOf(options, { base: contract, head: contract, files }, changes, notes, false);
}

/** Both documents, with the same overlays on either side. */
async function contracts(
  options: DriftVerbOptions & { readonly base: string },
  note: (diagnostic: Diagnostic) => void,
): Promise<{ readonly base: Contract; readonly head: Contract; readonly hasSdk: boolean }> {
  const config = await loadConfig(process.cwd());
  const newest = options.head ?? config?.document;
  if (newest === undefined)
    return fail({
      code: 'no-document',
      message: 'no second document is given, and no plumbline.config.ts exists here',
      hint: 'Give both: plumbline drift old.json new.json',
    });
  const [before, after] = [await textAt(options.base), await textAt(newest)];
  const access = accessOf(loadingHints(options));
  const extra = options.overlay ?? [];
  const load = (
    document: NamedText,
    overlays: readonly string[],
    known: LoadOptions['known'] = [],
  ): Promise<OpenApiDocument> =>
    loadDocument(document.file, { ...access, overlays, known, unmatched: note, text: document.text });
  // The configured overlays and output are those of the configured API, whichever version of it is given.
  const own = config === undefined ? undefined : titleOf(await textAt(config.document));
  const isConfigured = (document: NamedText): boolean => own !== undefined && own === titleOf(document);
  const configured = (config?.overlays ?? []).map((path) => relative(process.cwd(), path) || path);
  const overlaysFor = (document: NamedText): readonly string[] =>
    configured.length > 0 && isConfigured(document) ? [...configured, ...extra] : extra;
  const newer = await load(after, overlaysFor(after));
  const older = await load(before, overlaysFor(before), newer.defects);
  const [base, head] = [buildContract(older), buildContract(newer)];
  checkStructure(base);
  checkStructure(head);
  refuseStrangers(base, head);
  const hasSdk = options.sdkImpact === true || (config?.output !== undefined && isConfigured(after));
  return { base, head, hasSdk };
}

/** A document as the user names it, and its text. */
interface NamedText {
  readonly file: string;
  readonly text: string;
}

const textAt = async (file: string): Promise<NamedText> => ({ file, text: await readNamed(file) });

function titleOf({ file, text }: NamedText): string | undefined {
  const { info } = parseSource(file, text).value;
  return isObject(info) && typeof info['title'] === 'string' ? info['title'] : undefined;
}

async function reportOf(
  options: DriftVerbOptions,
  contracts: Parameters<typeof makeReport>[0],
  changes: readonly Change[],
  notes: readonly Diagnostic[],
  hasSdk: boolean,
): Promise<DriftReport> {
  const policy = await policyOf(options);
  const today = new Date().toISOString().slice(0, 10);
  const judged = applyPolicy(changes, policy, { ...contracts, today });
  const applied = applyIgnores(judged, policy.ignore ?? [], today);
  const sentences = [
    ...applied.notes,
    ...notes.map(({ file: where = '', message }) => `${where}: ${message}`),
  ];
  const report = makeReport(contracts, judged, applied.ignored, [...new Set(sentences)], hasSdk);
  const wantsRemarks = options.format === 'changelog' || options.format === 'html';
  return wantsRemarks ? { ...report, remarks: await newRemarks(contracts) } : report;
}

/** What the team agreed on: the configuration, and the ignore file, whose members win. */
async function policyOf(options: DriftVerbOptions): Promise<DriftPolicy> {
  const config = await loadConfig(process.cwd());
  const configured = config?.drift === undefined ? {} : readPolicyFile(config.file, config.drift);
  const file = options.ignore ?? (existsSync(defaultIgnoreFile) ? defaultIgnoreFile : undefined);
  const source = file === undefined ? undefined : await readSource(file);
  const own = source === undefined ? {} : readPolicyFile(source.file, source.value, source.position);
  return { ...configured, ...own, ignore: [...(configured.ignore ?? []), ...(own.ignore ?? [])] };
}

/** Lint findings of the new document that the old one does not have, one line each with its place. */
async function newRemarks({ base, head }: Parameters<typeof makeReport>[0]): Promise<readonly string[]> {
  const { lint } = await import('../../../generator/lint/lint.ts');
  const placesOf = (contract: Contract): ReadonlyMap<string, readonly Pointer[]> => {
    const places = new Map<string, readonly Pointer[]>();
    for (const { code, message, pointer } of lint(contract.document)) {
      const remark = `${code}: ${message}`;
      places.set(remark, [...(places.get(remark) ?? []), pointer]);
    }
    return places;
  };
  const before = placesOf(base);
  return [...placesOf(head)].flatMap(([remark, places]) => {
    const old = before.get(remark) ?? [];
    // What only moved is not new.
    const fresh = places.length > old.length ? places.filter((place) => !old.includes(place)) : [];
    return fresh.map((pointer) => {
      const { file, position } = head.origin(pointer);
      return `${remark} (${spelledPlace({ file, pointer, ...position() })})`;
    });
  });
}

function render(report: DriftReport, format: DriftVerbOptions['format']): string {
  switch (format) {
    case 'text':
      return formatText(report, paletteFor(process.stdout), lineOf());
    case 'json':
      return formatJson(report);
    case 'markdown':
      return formatMarkdown(report);
    case 'github':
      return formatGithub(report);
    case 'junit':
      return formatJunit(report);
    case 'changelog':
      return formatChangelog(report);
    case 'html':
      return formatHtml(report);
    default:
      return format satisfies never;
  }
}

/** The lines of files on disk, each read once. A large file is not taken apart for a few of its lines. */
function lineOf(): (file: string, line: number) => string | undefined {
  const files = new Map<string, string | undefined>();
  return (file, line) => {
    if (!files.has(file)) {
      const path = resolve(file);
      files.set(file, existsSync(path) ? readFileSync(path, 'utf8') : undefined);
    }
    const text = files.get(file);
    if (text === undefined || line < 1) return undefined;
    let start = 0;
    for (let number = 1; number < line; number++) {
      start = text.indexOf('\n', start) + 1;
      if (start === 0) return undefined;
    }
    const end = text.indexOf('\n', start);
    return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
  };
}
