import SwaggerParser from '@apidevtools/swagger-parser';
import { type Diagnostic, DiagnosticError, fail } from '../contract/diagnostics.ts';
import type { Dialect, EvidenceClass, Origin } from '../contract/model.ts';
import { child, isObject } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { bundle, type Moved } from './bundle.ts';
import { checkable } from './checkable.ts';
import { withoutOlderDrafts } from './drafts.ts';
import { DocumentFiles } from './files.ts';
import type { Access } from './locations.ts';
import { namedPlace, readerFor } from './named.ts';
import { applyOverlays, type Overlay, ofClasses, type Written } from './overlay.ts';
import { overlayAt } from './overlay-file.ts';
import { readText } from './read-text.ts';
import { danglingReferences, withoutSelfReferences } from './references.ts';
import { parseSource, type SourceFile } from './source.ts';

/** A document read, bundled, checked and overlaid: what a Contract is built from. */
export interface OpenApiDocument {
  readonly file: string;
  readonly dialect: Dialect;
  /** Every `$ref` points into this object. */
  readonly value: JsonObject;
  origin(pointer: Pointer): Origin;
}

export interface LoadOptions extends Access {
  /** Overlay files, applied in order. */
  readonly overlays?: readonly string[];
  /** Milliseconds for each answer from the web; 15,000 when absent. */
  readonly timeout?: number;
  /** What would be a warning is an error. */
  readonly strict?: boolean;
  /** Told of what is read in the one sensible way though it is not written so. */
  readonly onWarning?: (diagnostic: Diagnostic) => void;
  /** Skip the structural check; for callers that have checked this very text before. */
  readonly unchecked?: boolean;
  /** The text of the file, where it is not to be read from disk (a revision of a repository). */
  readonly text?: string;
  /** Told of every file as it is read: the document, overlays, files that it refers to. */
  readonly onRead?: (file: string) => void;
  /** Takes overlay targets that match nothing; they are errors when this is absent. */
  readonly unmatched?: (diagnostic: Diagnostic) => void;
  /** Overlay files that say more than the document, applied after `overlays`. */
  readonly strengthOverlays?: readonly string[];
  /** The classes of evidence whose actions of `strengthOverlays` are applied; all when absent. */
  readonly evidence?: readonly EvidenceClass[];
}

/** Reads an OpenAPI 3.0, 3.1 or 3.2 document, whatever it stands on: a file, a URL, a revision, standard input. Throws a DiagnosticError (exit code 2) for anything wrong with it. */
export async function loadDocument(file: string, options: LoadOptions = {}): Promise<OpenApiDocument> {
  for (const path of [file, ...(options.overlays ?? []), ...(options.strengthOverlays ?? [])])
    options.onRead?.(path);
  const named = await namedPlace(file, options.timeout);
  const parsed = parseSource(file, options.text ?? (await readText(named.location, file, named.source)));
  const source: SourceFile = { ...parsed, value: withoutSelfReferences(parsed.value) };
  const read = (paths: readonly string[] = []): Promise<readonly Overlay[]> =>
    Promise.all(paths.map(overlayAt));
  const { evidence } = options;
  const overlays = [
    ...(await read(options.overlays)),
    ...(await read(options.strengthOverlays)).map((overlay) => ofClasses(overlay, evidence)),
  ];
  const dialect = dialectOf(source);
  const reader = readerFor(named, options, options.onRead);
  const files = await DocumentFiles.of(named.location, { ...source, letters: 0 }, dialect, reader);
  const {
    value: whole,
    moved,
    notes,
  } = files.isPlain ? { value: source.value, moved: [], notes: [] } : bundle(files, dialect);
  for (const note of [...source.notes, ...notes]) options.onWarning?.(note);
  const bundled = dialect === '3.0' ? whole : withoutOlderDrafts(whole);
  const failures = options.unchecked === true ? [] : await check(source, bundled, dialect);
  const isMendable = (options.overlays ?? []).length > 0;
  if (failures.length > 0 && !isMendable) throw new DiagnosticError(failures);
  const { document, written } = applyOverlays(bundled, overlays, options.unmatched);
  // An overlay may mend a document that is not valid by itself.
  if (failures.length > 0) {
    const left = await check(source, document as Record<string, unknown>, dialect);
    if (left.length > 0) throw new DiagnosticError(left);
  }
  if (overlays.length > 0) refuseDangling(source, document);
  const from = originIn(source, files, moved);
  return { file, dialect, value: document, origin: (pointer) => originOf(from, written, pointer) };
}

function dialectOf(source: SourceFile): Dialect {
  const { openapi, swagger } = source.value;
  // Worked out for a complaint only: positions cost as much as reading a large file.
  const at = () => ({
    file: source.file,
    ...source.position(swagger === undefined ? '#/openapi' : '#/swagger'),
  });
  if (swagger !== undefined) {
    return fail({
      ...at(),
      code: 'swagger-2',
      message: `this is a Swagger ${String(swagger)} document; expected OpenAPI 3.0, 3.1 or 3.2`,
      hint: 'Convert it first, for example with the npm package swagger2openapi.',
    });
  }
  const match = /^3\.([012])(\.|$)/.exec(String(openapi ?? ''));
  if (match === null) {
    return fail({
      ...at(),
      code: 'not-openapi',
      message:
        openapi === undefined
          ? 'there is no `openapi` member'
          : `unknown OpenAPI version ${JSON.stringify(openapi)}`,
      hint: 'Expected `openapi: 3.0.x`, `3.1.x` or `3.2.x`.',
    });
  }
  return `3.${match[1] as '0' | '1' | '2'}`;
}

function refuseDangling(source: SourceFile, document: unknown): void {
  const dangling = danglingReferences(document);
  if (dangling.length === 0) return;
  throw new DiagnosticError(
    dangling.map(({ pointer, ref }) => ({
      severity: 'error',
      code: 'ref-not-found',
      message: `$ref ${JSON.stringify(ref)} points at nothing`,
      file: source.file,
      pointer,
      ...source.position(child(pointer, '$ref')),
    })),
  );
}

/** What is not valid OpenAPI. swagger-parser inlines every reference of what it validates, so it gets a copy. */
async function check(
  source: SourceFile,
  document: Record<string, unknown>,
  dialect: Dialect,
): Promise<readonly Diagnostic[]> {
  // Version 12 knows no 3.2: its members are left to our own reading.
  if (dialect === '3.2') return requireInfo(source, document);
  try {
    // It does not know that components alone are a document.
    const paths = document['paths'] === undefined && isObject(document['components']) ? { paths: {} } : {};
    await SwaggerParser.validate({ ...checkable(document), ...paths } as never, {
      dereference: { circular: 'ignore', excludedPathMatcher: isWithinSchema },
      resolve: { external: false },
    });
    return [];
  } catch (cause) {
    return checkFailures(source, cause);
  }
}

/**
 * References between schemas stay as they are, which OpenAPI's own schema takes: every schema is checked at its place, and
 * inlined ones would be checked once for each way that leads to them, of which there may be 2 to the power of 30.
 */
const isWithinSchema = (path: string): boolean => /\/(schema|schemas|itemSchema)(\/|$)/.test(path);

function requireInfo(source: SourceFile, document: Record<string, unknown>): readonly Diagnostic[] {
  const isSound =
    isObject(document['info']) &&
    (isObject(document['paths']) || isObject(document['components']) || isObject(document['webhooks']));
  if (isSound) return [];
  return [
    {
      severity: 'error',
      code: 'invalid-document',
      file: source.file,
      message: 'expected `info` and one of `paths`, `components`, `webhooks`',
    },
  ];
}

/** The deepest complaints of swagger-parser's schema check, at most five, each with its place. */
function checkFailures(source: SourceFile, cause: unknown): readonly Diagnostic[] {
  const { details } = cause as { details?: readonly Complaint[] };
  if (!Array.isArray(details) || details.length === 0) {
    return [{ severity: 'error', code: 'invalid-document', file: source.file, message: firstLine(cause) }];
  }
  const depth = ({ instancePath = '' }: Complaint): number => instancePath.split('/').length;
  const deepest = Math.max(...details.map(depth));
  const isDeepest = (each: Complaint): boolean => depth(each) === deepest;
  // That none of several branches took it says less than what each of them wanted.
  const causes = details.filter((each) => isDeepest(each) && !/^(oneOf|anyOf)$/.test(each.keyword ?? ''));
  const places = new Map<string, string[]>();
  for (const each of causes.length > 0 ? causes : details.filter(isDeepest)) {
    const { instancePath = '' } = each;
    places.set(instancePath, [...(places.get(instancePath) ?? []), wishOf(each)]);
  }
  return [...places].slice(0, 5).map(([instancePath, wishes], index, { length }) => ({
    severity: 'error',
    code: 'invalid-document',
    file: source.file,
    pointer: `#${instancePath}`,
    ...source.position(`#${instancePath}`),
    message: `not valid OpenAPI: ${[...new Set(wishes)].join(', or ')}`,
    ...(index < length - 1
      ? {}
      : { hint: 'Mend the file, or leave it as it is and mend it by an overlay (--overlay).' }),
  }));
}

/** What Ajv says of one failed keyword. */
interface Complaint {
  readonly instancePath?: string;
  readonly keyword?: string;
  readonly message?: string;
  readonly params?: object;
}

/** Ajv's message, with what it leaves out: which member is too much, which values are allowed. */
const wishOf = ({ message = 'is not valid', params = {} }: Complaint): string =>
  message +
  Object.entries(params)
    .filter(([name]) => /^(additionalProperty|unevaluatedProperty|allowedValues?|propertyName)$/.test(name))
    .map(([, value]) => `: ${JSON.stringify(value)}`)
    .join('');

const firstLine = (cause: unknown): string => String((cause as Error).message).split('\n')[0] ?? '';

/** Where a value of the bundled document stands: in the file that it was brought in from, where it was. */
function originIn(
  source: SourceFile,
  files: DocumentFiles,
  moved: readonly Moved[],
): (pointer: Pointer) => Origin {
  return (pointer) => {
    const hit = moved.findLast(({ now }) => isWithin(now, pointer));
    if (hit === undefined) return { file: source.file, pointer, position: () => source.position(pointer) };
    const file = files.file(hit.url);
    const there = `${hit.pointer}${pointer.slice(hit.now.length)}`;
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
