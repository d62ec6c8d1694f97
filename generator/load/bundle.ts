import { basename } from 'node:path';
import { type Diagnostic, fail } from '../contract/diagnostics.ts';
import type { Dialect } from '../contract/model.ts';
import { child, isObject, tokensOf } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { DocumentFiles, Site, Target } from './files.ts';
import { isCollection, type Place, placeUnder, sectionOf } from './places.ts';
import { isFileLike, isReference } from './references.ts';

/** A part of a bundled document that stands in another file, or elsewhere in its own. */
export interface Moved extends Target {
  /** Where it stands now. */
  readonly now: Pointer;
}

/** A document in one piece. */
export interface Bundled {
  readonly value: Record<string, unknown>;
  readonly moved: readonly Moved[];
  readonly notes: readonly Diagnostic[];
}

/**
 * Brings what other files hold into the document: each part becomes a component under its own name, once, and every
 * reference leads there. Anchors and identifiers become pointers. References in data are data.
 */
export function bundle(files: DocumentFiles, dialect: Dialect | '2.0'): Bundled {
  return new Bundler(files, dialect).run();
}

class Bundler {
  readonly #files: DocumentFiles;
  readonly #dialect: Dialect | '2.0';
  /** Names of parts that became components, by what they were. */
  readonly #names = new Map<string, Pointer>();
  readonly #taken = new Map<string, Set<string>>();
  readonly #added: {
    readonly section: string;
    readonly name: string;
    readonly target: Target;
    readonly place: Place;
  }[] = [];
  readonly #moved: Moved[] = [];
  readonly #notes: Diagnostic[] = [];
  /** Parts that are being written in place of their references, against circles. */
  readonly #open = new Set<string>();

  constructor(files: DocumentFiles, dialect: Dialect | '2.0') {
    this.#files = files;
    this.#dialect = dialect;
  }

  run(): Bundled {
    const url = this.#files.root;
    const document = this.#files.file(url).value;
    this.#reserveNames(document as Record<string, unknown>);
    const site: Site = { url, pointer: '#', base: url };
    const value = this.#write(document, 'document', site, '#') as Record<string, unknown>;
    // The list grows while it is walked.
    for (const { section, name, target, place } of this.#added) {
      const holder = sectionIn(value, this.#path(section));
      const now = child('#', ...this.#path(section), name);
      this.#moved.push({ ...target, now });
      const from = { ...target, base: this.#files.baseAt(target) };
      set(holder, name, this.#write(this.#files.value(target), place, from, now));
    }
    return { value, moved: this.#moved, notes: this.#notes };
  }

  /** Components that are nothing but a reference to another file give the part its name. */
  #reserveNames(document: Readonly<Record<string, unknown>>): void {
    const places: readonly (readonly [section: string, place: Place])[] = [
      ['schemas', 'schema'],
      ['responses', 'response'],
      ['parameters', 'parameter'],
      ['examples', 'example'],
      ['requestBodies', 'requestBody'],
      ['headers', 'header'],
      ['securitySchemes', 'securityScheme'],
      ['links', 'link'],
      ['callbacks', 'callback'],
      ['pathItems', 'pathItem'],
      ['mediaTypes', 'mediaType'],
    ];
    for (const [section, place] of places) {
      const path = this.#path(section);
      const named = path.reduce<unknown>(
        (holder, key) => (isObject(holder) ? holder[key] : undefined),
        document,
      );
      if (!isObject(named)) continue;
      this.#taken.set(section, new Set(Object.keys(named).map((name) => name.toLowerCase())));
      for (const [name, value] of Object.entries(named)) {
        if (!isReference(value, place) || Object.keys(value).length > 1) continue;
        const end = this.#endOf(value.$ref, this.#files.root, place);
        if (end === undefined || isOfRoot(end, this.#files.root)) continue;
        const key = keyOf(end, place);
        if (!this.#names.has(key)) this.#names.set(key, child('#', ...path, name));
      }
    }
  }

  #path(section: string): readonly string[] {
    if (this.#dialect !== '2.0') return ['components', section];
    return [section === 'schemas' ? 'definitions' : section];
  }

  /** Whether a section exists in this version of OpenAPI. */
  #has(section: string): boolean {
    if (this.#dialect === '2.0') return ['schemas', 'parameters', 'responses'].includes(section);
    if (section === 'mediaTypes') return this.#dialect === '3.2';
    return section !== 'pathItems';
  }

  #write(value: unknown, place: Place, outer: Site, now: Pointer): unknown {
    const site = place === 'schema' ? { ...outer, base: this.#files.baseOf(value, outer.base) } : outer;
    if (isReference(value, place)) return this.#reference(value, place, site, now);
    return this.#parts(value, place, site, now);
  }

  #parts(value: unknown, place: Place, site: Site, now: Pointer): unknown {
    const part = (key: string | number, each: unknown): unknown => {
      const under = placeUnder(place, key, each);
      if (under === undefined) return each;
      return this.#write(each, under, { ...site, pointer: child(site.pointer, key) }, child(now, key));
    };
    if (Array.isArray(value)) return value.map((each, index) => part(index, each));
    if (!isObject(value)) return value;
    const copy: Record<string, unknown> = {};
    for (const [key, each] of Object.entries(value)) set(copy, key, part(key, each));
    return place === 'schema' ? this.#schema(copy, site) : copy;
  }

  /** A schema without names for itself, and with the mapping of its discriminator led to where the variants are now. */
  #schema(copy: Record<string, unknown>, site: Site): Record<string, unknown> {
    if (this.#dialect === '2.0' || this.#dialect === '3.0') return this.#mapped(copy, site);
    const { $id, $anchor, $dynamicAnchor, $dynamicRef, ...rest } = copy;
    for (const [key, each] of Object.entries({ $id, $anchor, $dynamicAnchor, $dynamicRef }))
      if (each !== undefined && typeof each !== 'string') set(rest, key, each);
    if (typeof $dynamicRef === 'string') {
      if (this.#files.isAmbiguous($dynamicRef)) {
        const { severity: _, ...at } = this.#files.placed(site, '');
        this.#notes.push({
          ...at,
          severity: 'warning',
          code: 'dynamic-ref',
          message: `$dynamicRef ${JSON.stringify($dynamicRef)} is read as $ref: schemas that extend this one are not followed from here`,
        });
      }
      const led = this.#lead($dynamicRef, 'schema', site);
      if (led !== undefined && rest['$ref'] === undefined) rest['$ref'] = led;
      else if (led !== undefined)
        rest['allOf'] = [...(Array.isArray(rest['allOf']) ? rest['allOf'] : []), { $ref: led }];
    }
    return this.#mapped(rest, site);
  }

  #mapped(schema: Record<string, unknown>, site: Site): Record<string, unknown> {
    const { discriminator } = schema;
    const mapping = isObject(discriminator) ? discriminator['mapping'] : undefined;
    if (!isObject(discriminator) || !isObject(mapping)) return schema;
    const isRoot = site.url.href === this.#files.root.href;
    const led = Object.entries(mapping).map(([value, target]): readonly [string, unknown] => {
      if (typeof target !== 'string') return [value, target];
      if (!isFileLike(target) && (isRoot || !target.startsWith('#'))) return [value, target];
      return [value, this.#lead(target, 'schema', site) ?? target];
    });
    return { ...schema, discriminator: { ...discriminator, mapping: Object.fromEntries(led) } };
  }

  #reference(value: { readonly $ref: string }, place: Place, site: Site, now: Pointer): unknown {
    const { $ref, ...beside } = value;
    const siblings = this.#parts(beside, place, site, now) as Record<string, unknown>;
    const section = sectionOf(place);
    const end = this.#endOf($ref, site.base, place);
    if (end === undefined) return { ...siblings, $ref };
    const named = this.#names.get(keyOf(end, place));
    if (named === now || section === undefined || !(this.#has(section) || isOfRoot(end, this.#files.root)))
      return this.#inPlace(end, place, siblings, now);
    return { ...siblings, $ref: this.#lead($ref, place, site) ?? $ref };
  }

  /** What a reference stands for, in its stead; what stands beside the reference goes first. */
  #inPlace(end: Target, place: Place, siblings: Record<string, unknown>, now: Pointer): unknown {
    const key = keyOf(end, place);
    if (this.#open.has(key))
      return fail({
        ...this.#files.placed(end, ''),
        code: 'ref-circular',
        message: 'this part holds itself',
      });
    this.#open.add(key);
    this.#moved.push({ ...end, now });
    const site = { ...end, base: this.#files.baseAt(end) };
    if (isCollection(place)) {
      const { severity: _, ...at } = this.#files.placed(end, '');
      this.#notes.push({
        ...at,
        severity: 'warning',
        code: 'ref-of-collection',
        message: 'OpenAPI has no reference to a whole list or map; it is read as written there',
      });
    }
    const whole = this.#write(this.#files.value(end), place, site, now);
    this.#open.delete(key);
    return isObject(whole) ? { ...whole, ...siblings } : whole;
  }

  /** The pointer, in the bundled document, of what a reference leads to. */
  #lead(ref: string, place: Place, site: Site): Pointer | undefined {
    const end = this.#endOf(ref, site.base, place);
    if (end === undefined) return undefined;
    if (isOfRoot(end, this.#files.root)) {
      // As the author wrote it, where that is right already: not every spelling of a pointer is ours.
      return ref.startsWith('#/') &&
        site.url.href === this.#files.root.href &&
        this.#files.value({ url: site.url, pointer: ref }) !== undefined
        ? ref
        : end.pointer;
    }
    const key = keyOf(end, place);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const section = sectionOf(place) ?? 'schemas';
    const name = this.#nameOf(end, section);
    const pointer = child('#', ...this.#path(section), name);
    this.#names.set(key, pointer);
    this.#added.push({ section, name, target: end, place });
    return pointer;
  }

  /** Where a reference ends: references that say nothing else are followed on. */
  #endOf(ref: string, base: URL, place: Place): Target | undefined {
    let end = this.#files.resolve(ref, base);
    for (let hops = 0; end !== undefined && hops < 50; hops++) {
      const value = this.#files.value(end);
      // A component of the document is a name that the author gave, even to a reference.
      if (isOfRoot(end, this.#files.root) && !isOutward(this.#files, value, end, place)) return end;
      if (!isReference(value, place) || Object.keys(value).length > 1) return end;
      const next = this.#files.resolve(value.$ref, this.#files.baseAt(end));
      if (next === undefined) return end;
      end = next;
    }
    return end;
  }

  #nameOf({ url, pointer }: Target, section: string): string {
    const taken = this.#taken.get(section) ?? new Set();
    this.#taken.set(section, taken);
    const own = pointer.split('/').at(-1) ?? '';
    const path = decodeURIComponent(url.pathname);
    const stem = basename(path)
      .replace(/\.(json|ya?ml|openapi|schema)$/i, '')
      .replace(/\.(json|ya?ml|openapi|schema)$/i, '');
    const folder = basename(path.slice(0, -basename(path).length));
    const plain = (text: string): string => text.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^_+$/, '');
    const spoken = /^#?$|^\d+$/.test(own)
      ? /^_?index$/i.test(stem)
        ? folder
        : stem
      : (tokensOf(pointer).at(-1) ?? '');
    const first = plain(spoken) || 'Part';
    let name = first;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${first}${count}`;
    taken.add(name.toLowerCase());
    return name;
  }
}

/** Whether a value of the document is nothing but a reference to another file. */
function isOutward(files: DocumentFiles, value: unknown, at: Target, place: Place): boolean {
  if (!isReference(value, place) || Object.keys(value).length > 1) return false;
  const next = files.resolve(value.$ref, files.baseAt(at));
  return next !== undefined && !isOfRoot(next, files.root);
}

const isOfRoot = ({ url }: Target, root: URL): boolean => url.href === root.href;

const keyOf = ({ url, pointer }: Target, place: Place): string => `${place} ${url.href} ${pointer}`;

function sectionIn(document: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  let holder = document;
  for (const key of path) {
    const next = holder[key];
    if (isObject(next)) holder = next;
    else {
      const made = {};
      holder[key] = made;
      holder = made;
    }
  }
  return holder;
}

/** Sets an own member, `__proto__` too. */
function set(holder: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
  else holder[key] = value;
}
