import { type Diagnostic, DiagnosticError, fail } from '../contract/diagnostics.ts';
import type { Dialect, EvidenceClass, Origin } from '../contract/model.ts';
import { child, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { bundle, type Moved } from './bundle.ts';
import { checkDocument } from './check.ts';
import type { Defect } from './defects.ts';
import { withoutOlderDrafts } from './drafts.ts';
import { DocumentFiles } from './files.ts';
import type { Access } from './locations.ts';
import { namedPlace, type Part, readerFor } from './named.ts';
import type { Written } from './overlay.ts';
import { withoutOwnNames } from './own-names.ts';
import { readAhead } from './read-ahead.ts';
import { readText } from './read-text.ts';
import { withoutSelfReferences } from './references.ts';
import { parseSource, type SourceFile } from './source.ts';
import { convertSwagger2, isSwagger2, placeInSwagger2 } from './swagger2.ts';

/** A document read, bundled, checked and overlaid: what a Contract is built from. */
export interface OpenApiDocument {
  readonly file: string;
  readonly dialect: Dialect;
  /** Every `$ref` points into this object. */
  readonly value: JsonObject;
  /** What is wrong with it; warnings only, unless it was read `tolerant`. */
  readonly defects: readonly Defect[];
  origin(pointer: Pointer): Origin;
}

export interface LoadOptions extends Access {
  /** Overlay files, applied in order. */
  readonly overlays?: readonly string[];
  /** Milliseconds for each response from the web; 15,000 when absent. */
  readonly timeout?: number;
  /** Errors are given as defects and end nothing: for a caller that lists everything that is wrong with a document. */
  readonly tolerant?: boolean;
  /** What would be a warning is an error. */
  readonly strict?: boolean;
  /** Receives what is read in the one sensible way though it is not written so. */
  readonly onWarning?: (diagnostic: Diagnostic) => void;
  /** The text of the file, where it is not to be read from disk (a revision of a repository). */
  readonly text?: string;
  /** What another version of the document was warned of too: it is not reported again. */
  readonly known?: readonly Defect[];
  /** Receives every file as it is read: the document, overlays, files that it refers to. */
  readonly onRead?: (file: string) => void;
  /** Receives every file that the document refers to. */
  readonly onPart?: (part: Part) => void;
  /** Takes overlay targets that match nothing; they are errors when this is absent. */
  readonly unmatched?: (diagnostic: Diagnostic) => void;
  /** Overlay files that say more than the document, applied after `overlays`. */
  readonly strengthOverlays?: readonly string[];
  /** The classes of evidence whose actions of `strengthOverlays` are applied; all when absent. */
  readonly evidence?: readonly EvidenceClass[];
}

/**
 * Reads an OpenAPI 3.0, 3.1 or 3.2 or Swagger 2.0 document, whatever it stands on: a file, a URL, a revision, standard
 * input. The official schemas decide what is valid; what is not is read in the one sensible way and reported. Throws a
 * DiagnosticError (exit code 2) for what cannot be read: see `documentErrors`.
 */
export async function loadDocument(file: string, options: LoadOptions = {}): Promise<OpenApiDocument> {
  for (const path of [file, ...(options.overlays ?? []), ...(options.strengthOverlays ?? [])])
    options.onRead?.(path);
  const named = await namedPlace(file, options.timeout);
  const parsed = parseSource(file, options.text ?? (await readText(named.location, file, named.source)));
  const source: SourceFile = { ...parsed, value: withoutSelfReferences(parsed.value) };
  const version = versionOf(source);
  const reader = await readAhead(named.location, source.value, readerFor(named, options, options));
  const files = await DocumentFiles.of(named.location, { ...source, letters: 0 }, version, reader);
  const {
    value: whole,
    moved,
    notes,
  } = files.isPlain ? { value: source.value, moved: [], notes: [] } : bundle(files, version);
  const dialect = version === '2.0' ? '3.0' : version;
  const converted = version === '2.0' ? await convertSwagger2(file, whole) : whole;
  const bundled = dialect === '3.0' ? converted : withoutOlderDrafts(converted);
  const { document, written } = await overlaid(bundled, options);
  const from = originIn(source, files, moved, version);
  const origin = (pointer: Pointer): Origin => originOf(from, written, pointer);
  const trusted = withoutOwnNames(document, (pointer) => origin(pointer).overlay !== undefined);
  const checked = checkDocument(trusted.document, dialect, version === '2.0');
  const defects = [...checked.defects, ...trusted.defects].map((defect) => ({
    ...defect,
    ...unfollowedAt(files, checked.document, defect),
  }));
  const note = version === '2.0' ? [conversion(source)] : [];
  report([...source.notes, ...notes, ...note], defects, origin, options);
  return { file, dialect, value: checked.document, defects, origin };
}

const conversion = ({ file }: SourceFile): Diagnostic => ({
  severity: 'info',
  code: 'swagger-2-converted',
  file,
  message: 'this Swagger 2.0 document is read as OpenAPI 3.0, converted by swagger2openapi',
});

/** A document with its overlays applied; what reads JSONPath is loaded only for those. */
async function overlaid(
  document: Record<string, unknown>,
  { overlays = [], strengthOverlays = [], evidence, unmatched }: LoadOptions,
): Promise<{ readonly document: Record<string, unknown>; readonly written: readonly Written[] }> {
  if (overlays.length + strengthOverlays.length === 0) return { document, written: [] };
  const [{ applyOverlays, ofClasses }, { overlayAt }] = await Promise.all([
    import('./overlay.ts'),
    import('./overlay-file.ts'),
  ]);
  const read = [
    ...(await Promise.all(overlays.map(overlayAt))),
    ...(await Promise.all(strengthOverlays.map(overlayAt))).map((each) => ofClasses(each, evidence)),
  ];
  return applyOverlays(document, read, unmatched);
}

/** Errors end the reading, except in tolerant mode; warnings are reported. */
function report(
  notes: readonly Diagnostic[],
  defects: readonly Defect[],
  origin: (pointer: Pointer) => Origin,
  { strict, tolerant, onWarning, known = [] }: LoadOptions,
): void {
  const keyOf = ({ code, pointer, message }: Defect): string => `${code} ${pointer} ${message}`;
  const old = new Set(known.map(keyOf));
  const fresh = defects.filter((one) => one.severity === 'error' || !old.has(keyOf(one)));
  const placed = fresh.map(({ fix, ...defect }): Diagnostic => {
    const { file, position } = origin(defect.pointer);
    const at = defect as Diagnostic;
    return { file, ...position(), ...at };
  });
  const all = [...notes, ...placed].map((one) =>
    strict === true && one.severity === 'warning' ? { ...one, severity: 'error' as const } : one,
  );
  const errors = all.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 && tolerant !== true) throw new DiagnosticError(errors);
  for (const one of all) if (one.severity !== 'error') onWarning?.(one);
}

/** What the reader of files knows of a reference that leads nowhere: why, and the file that holds it. */
function unfollowedAt(
  files: DocumentFiles,
  document: unknown,
  defect: Defect,
): Omit<Partial<Diagnostic>, 'severity'> {
  const ref = defect.code === 'ref-not-found' ? valueAt(document, child(defect.pointer, '$ref')) : undefined;
  const known = typeof ref === 'string' ? files.unfollowed.get(ref) : undefined;
  if (known === undefined) return {};
  const { severity: _, ...rest } = known;
  return rest;
}

/** The version that a document says it is written in. */
function versionOf(source: SourceFile): Dialect | '2.0' {
  const { openapi, swagger } = source.value;
  if (isSwagger2(source.value)) return '2.0';
  // YAML reads 3.0 as the number 3.
  const match = /^3(?:\.([012]))?(\.|-|$)/.exec(String(openapi ?? '').trim());
  if (match !== null) return `3.${(match[1] ?? '0') as '0' | '1' | '2'}`;
  const isOld = openapi === undefined && swagger !== undefined;
  return fail({
    file: source.file,
    ...source.position(isOld ? '#/swagger' : '#/openapi'),
    code: 'not-openapi',
    message: isOld
      ? `unknown Swagger version ${JSON.stringify(swagger)}`
      : openapi === undefined
        ? 'there is no `openapi` member'
        : `unknown OpenAPI version ${JSON.stringify(openapi)}`,
    hint: 'Expected `openapi: 3.0.x`, `3.1.x` or `3.2.x`, or `swagger: "2.0"`.',
  });
}

/** Where a value of the bundled document stands: in the file that it was brought in from, where it was. */
function originIn(
  source: SourceFile,
  files: DocumentFiles,
  moved: readonly Moved[],
  version: Dialect | '2.0',
): (pointer: Pointer) => Origin {
  return (pointer) => {
    const before = version === '2.0' ? placeInSwagger2(pointer) : pointer;
    const hit = moved.findLast(({ now }) => isWithin(now, before));
    if (hit === undefined) return { file: source.file, pointer, position: () => source.position(before) };
    const file = files.file(hit.url);
    const there = `${hit.pointer}${before.slice(hit.now.length)}`;
    return { file: file.file, pointer, position: () => file.position(there) };
  };
}

const isWithin = (place: Pointer, pointer: Pointer): boolean =>
  pointer === place || pointer.startsWith(`${place}/`);

function originOf(from: (pointer: Pointer) => Origin, written: readonly Written[], pointer: Pointer): Origin {
  const hit = written.findLast(({ pointer: place }) => isWithin(place, pointer));
  if (hit === undefined) return from(pointer);
  const { overlay, action } = hit;
  const evidence = overlay.actions[action]?.evidence ?? 'document';
  return {
    file: overlay.source.file,
    pointer,
    overlay: { file: overlay.source.file, action, evidence },
    position: () => overlay.source.position(child('#/actions', action)),
  };
}
