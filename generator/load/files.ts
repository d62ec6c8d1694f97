import { type Diagnostic, DiagnosticError } from '../contract/diagnostics.ts';
import type { Dialect } from '../contract/model.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { Followed, Location } from './locations.ts';
import type { Place } from './places.ts';
import { referencesOf, referencesWithin } from './references.ts';
import type { ParsedFile } from './source.ts';

/** A value of one of the files of a document. */
export interface Target {
  readonly url: Location;
  readonly pointer: Pointer;
}

/** A value of a file, with what decides where its references lead. */
export interface Site extends Target {
  /** What relative references are relative to: the file, or the nearest `$id`. */
  readonly base: URL;
}

/** Files of a document that are read one by one, each once. */
export interface FileReader {
  /** Whether a reference may be followed, and where to. */
  readonly follow: (ref: string, base: URL) => Followed;
  readonly read: (url: Location) => Promise<ParsedFile>;
}

/** Files that a document may have: the largest public ones have some 2,000. */
const mostFiles = 10_000;

/** Letters of all files of a document together. */
const mostLetters = 256 * 1024 * 1024;

/** Every file of a document, read; and where its references lead. */
export class DocumentFiles {
  readonly #files = new Map<string, ParsedFile>();
  /** Schemas that name themselves by `$id`, `$anchor` and `$dynamicAnchor`, by absolute URI. */
  readonly #named = new Map<string, Target>();
  readonly #follow: FileReader['follow'];
  readonly #hasIds: boolean;
  readonly root: Location;
  /** Whether every reference is a pointer to a value of the document itself, so that nothing is to be brought in. */
  isPlain = true;
  /** References that lead nowhere or nowhere that they may, with the reason; by their text. */
  readonly unfollowed = new Map<string, Diagnostic>();
  readonly #unread = new Set<string>();
  /** How many schemas have a `$dynamicAnchor` of a name. */
  readonly #dynamic = new Map<string, number>();
  #letters = 0;

  private constructor(
    root: Location,
    file: ParsedFile,
    dialect: Dialect | '2.0',
    follow: FileReader['follow'],
  ) {
    this.root = root;
    this.#follow = follow;
    this.#hasIds = dialect !== '2.0' && dialect !== '3.0';
    this.#add(root, file);
  }

  /** Reads every file that a document leads to. What cannot be followed, read or found is a diagnostic with its place. */
  static async of(
    root: Location,
    document: ParsedFile,
    dialect: Dialect | '2.0',
    { follow, read }: FileReader,
  ): Promise<DocumentFiles> {
    const files = new DocumentFiles(root, document, dialect, follow);
    const seen = new Set<string>();
    const pending: { readonly site: Site; readonly place: Place }[] = [
      { site: { url: root, pointer: '#', base: root }, place: 'document' },
    ];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const { site, ref, place } of files.references(next.site, next.place)) {
        if (files.#isDirect(site, ref)) continue;
        files.isPlain = false;
        const target = await files.#reach(site, ref, read);
        if (target === undefined) continue;
        const key = `${target.url.href} ${target.pointer} ${place}`;
        // What is part of the document itself is looked into as a part of it.
        if (seen.has(key) || (target.url.href === root.href && isTyped(target.pointer))) continue;
        seen.add(key);
        pending.push({ site: { ...target, base: files.baseAt(target) }, place });
      }
    }
    return files;
  }

  /** Where a reference leads, its file read if need be; undefined, and reported, where it leads nowhere. */
  async #reach(site: Site, ref: string, read: FileReader['read']): Promise<Target | undefined> {
    const refuse = (code: string, why: string, hint?: string): undefined => {
      if (this.unfollowed.has(ref)) return;
      const message = `$ref ${JSON.stringify(ref)} ${why}`;
      const more = hint === undefined ? {} : { hint };
      this.unfollowed.set(ref, { ...this.placed(site, ref), code, message, ...more });
    };
    const followed = this.follow(ref, site.base);
    if ('refused' in followed) return refuse(followed.refused, followed.why, followed.hint);
    const { url, fragment } = followed;
    if (!this.knows(url)) {
      if (this.#unread.has(url.href)) return undefined;
      if (this.#files.size >= mostFiles || this.#letters > mostLetters)
        return refuse('too-large', 'leads to one file more than a document may have');
      try {
        this.#add(url, await read(url));
      } catch (cause) {
        if (!(cause instanceof DiagnosticError)) throw cause;
        this.#unread.add(url.href);
        const [said] = cause.diagnostics;
        const where = said?.file === undefined ? '' : `${said.file}: `;
        refuse(
          said?.code ?? 'unreadable-file',
          `cannot be brought in: ${where}${said?.message ?? ''}`,
          said?.hint,
        );
        if (cause.exitCode === 3) throw new DiagnosticError([...this.unfollowed.values()], 3);
        return undefined;
      }
    }
    return this.locate(url, fragment) ?? refuse('ref-not-found', 'points at nothing');
  }

  /** Most references are pointers within the document, which is looked into as a whole anyway. */
  #isDirect({ url, base }: Site, ref: string): boolean {
    if (url !== this.root || base !== this.root || !(ref === '#' || ref.startsWith('#/'))) return false;
    return (ref === '#' || isTyped(ref)) && this.value({ url, pointer: ref }) !== undefined;
  }

  file(url: Location): ParsedFile {
    const file = this.#files.get(url.href);
    if (file === undefined) throw new Error(`${url.href} was not read`);
    return file;
  }

  knows(url: Location): boolean {
    return this.#files.has(url.href) || this.#named.has(url.href);
  }

  value({ url, pointer }: Target): unknown {
    return valueAt(this.file(url).value, pointer);
  }

  follow(ref: string, base: URL): Followed {
    if (URL.canParse(ref, base.href)) {
      const url = new URL(ref, base);
      const fragment = url.hash.slice(1);
      url.hash = '';
      // What is known already is not read again, and a schema that is named by a URI is not fetched from there.
      if (this.knows(url)) return { url, fragment };
    }
    return this.#follow(ref, base);
  }

  /** Where a reference leads, with every reference on the way followed; undefined for nowhere. */
  resolve(ref: string, base: URL): Target | undefined {
    const followed = this.follow(ref, base);
    return 'refused' in followed ? undefined : this.locate(followed.url, followed.fragment);
  }

  locate(url: Location, fragment: string, hops = 0): Target | undefined {
    const resource = this.#named.get(url.href) ?? { url, pointer: '#' };
    if (fragment !== '' && !fragment.startsWith('/'))
      return this.#named.get(`${url.href}#${decoded(fragment)}`);
    if (!this.#files.has(resource.url.href)) return undefined;
    let target: Target = resource;
    for (const token of tokensOf(`#${fragment}`)) {
      let value = this.value(target);
      // A pointer that leads through a reference goes on in what the reference stands for.
      while (isObject(value) && !Object.hasOwn(value, token) && typeof value['$ref'] === 'string') {
        if (hops++ > 50) return undefined;
        const through = this.resolve(value['$ref'], this.baseAt(target));
        if (through === undefined) return undefined;
        target = through;
        value = this.value(target);
      }
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
      target = { url: target.url, pointer: child(target.pointer, token) };
    }
    return target;
  }

  /** Whether a `$dynamicRef` may lead to several schemas, by the way that led to it. */
  isAmbiguous(dynamicRef: string): boolean {
    return (this.#dynamic.get(decoded(dynamicRef.slice(dynamicRef.indexOf('#') + 1))) ?? 0) > 1;
  }

  /** What references at a place are relative to. */
  baseAt({ url, pointer }: Target): URL {
    if (!this.#hasIds) return url;
    let base: URL = url;
    let value: unknown = this.file(url).value;
    for (const token of [...tokensOf(pointer), undefined]) {
      if (typeof value !== 'object' || value === null) break;
      base = this.baseOf(value, base, value === this.file(url).value && url.href === this.root.href);
      if (token === undefined) break;
      value = (value as Record<string, unknown>)[token];
    }
    return base;
  }

  /** The base below a value: its own `$id`, where it has one. */
  baseOf(value: unknown, base: URL, isDocument = false): URL {
    const id = this.#hasIds && !isDocument && isObject(value) ? value['$id'] : undefined;
    return typeof id === 'string' && URL.canParse(id, base.href) ? withoutHash(new URL(id, base)) : base;
  }

  /** Every reference at and below a place, with the site that it is relative to. */
  *references(
    site: Site,
    place: Place,
  ): Generator<{ readonly site: Site; readonly ref: string; readonly place: Place }> {
    const bases = {
      base: site.base,
      below: (value: unknown, base: URL) => this.baseOf(value, base),
      isDynamic: this.#hasIds,
    };
    const value = this.value(site);
    // Where no schema names itself everything is relative to the file.
    const isSimple = !this.#hasIds && place === 'document' && isObject(value);
    const found = isSimple
      ? referencesWithin(value).map((each) => ({ ...each, base: site.base }))
      : referencesOf(value, place, site.pointer, bases);
    for (const { pointer, ref, place: under, base } of found)
      yield { site: { url: site.url, pointer, base }, ref, place: under };
  }

  /** The beginning of a diagnostic about a reference. */
  placed({ url, pointer }: Target, ref: string): Omit<Diagnostic, 'code' | 'message'> {
    const file = this.file(url);
    const holder = valueAt(file.value, pointer);
    const key = isObject(holder) && holder['$ref'] === ref ? child(pointer, '$ref') : pointer;
    return { severity: 'error', file: file.file, pointer, ...file.position(key) };
  }

  #add(url: Location, file: ParsedFile): void {
    this.#files.set(url.href, file);
    this.#letters += file.letters;
    if (this.#hasIds) this.#nameSchemas(url, '#', file.value, url, url.href === this.root.href);
  }

  #nameSchemas(url: Location, pointer: Pointer, value: unknown, outer: URL, isDocument = false): void {
    if (typeof value !== 'object' || value === null) return;
    const base = this.baseOf(value, outer, isDocument);
    const name = (uri: string): void => {
      this.#named.set(uri, { url, pointer });
      this.isPlain = false;
    };
    if (base !== outer) name(base.href);
    if (isObject(value))
      for (const anchor of [value['$anchor'], value['$dynamicAnchor']])
        if (typeof anchor === 'string') name(`${base.href}#${anchor}`);
    const { $dynamicAnchor: dynamic } = isObject(value) ? value : {};
    if (typeof dynamic === 'string') this.#dynamic.set(dynamic, (this.#dynamic.get(dynamic) ?? 0) + 1);
    for (const [key, part] of Object.entries(value))
      if (typeof part === 'object' && !isData(key)) this.#nameSchemas(url, child(pointer, key), part, base);
  }
}

/** Whether a place of the root file is looked into as a part of the document. */
const isTyped = (pointer: Pointer): boolean =>
  /^#\/(paths|webhooks|components|definitions|parameters|responses)\//.test(pointer);

const isData = (key: string): boolean =>
  key === 'example' ||
  key === 'examples' ||
  key === 'default' ||
  key === 'enum' ||
  key === 'const' ||
  key.startsWith('x-');

function withoutHash(url: URL): URL {
  const plain = new URL(url);
  plain.hash = '';
  return plain;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
