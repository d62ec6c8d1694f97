import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { type Place, placeUnder } from './places.ts';

/** Stands for an item of a list that is taken out, so that the others keep their places while more is written. */
const hole = Symbol('taken out');

/** A copy of a document that is written to, value by value. */
export class Draft {
  readonly document: Record<string, unknown>;
  readonly #lists = new Set<unknown[]>();

  constructor(document: Readonly<Record<string, unknown>>) {
    this.document = structuredClone(document);
  }

  value(pointer: Pointer): unknown {
    const value = valueAt(this.document, pointer);
    return value === hole ? undefined : value;
  }

  /** Sets a member or an item that is there, or adds a member. */
  set(pointer: Pointer, value: unknown): void {
    const [holder, key] = this.#holder(pointer);
    if (Array.isArray(holder)) holder[Number(key)] = value;
    else if (isObject(holder))
      Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
  }

  /** Takes a value out; false for the document itself. */
  remove(pointer: Pointer): boolean {
    const [holder, key] = this.#holder(pointer);
    if (Array.isArray(holder)) {
      holder[Number(key)] = hole;
      this.#lists.add(holder);
    } else if (isObject(holder)) delete holder[key];
    return pointer !== '#';
  }

  /** Gives a member another name, in its place among the others. */
  rename(pointer: Pointer, name: string): void {
    const [holder, key] = this.#holder(pointer);
    if (!isObject(holder)) return;
    const entries = Object.entries(holder);
    for (const each of Object.keys(holder)) delete holder[each];
    for (const [each, value] of entries) holder[each === key ? name : each] = value;
  }

  /** Closes the holes that removed items have left. */
  close(): void {
    for (const list of this.#lists) {
      const kept = list.filter((item) => item !== hole);
      list.splice(0, list.length, ...kept);
    }
    this.#lists.clear();
  }

  /** The nearest object that OpenAPI has a name for, at or above a pointer, and what it is. */
  objectAt(pointer: Pointer): { readonly place: Place; readonly pointer: Pointer } {
    let found: { place: Place; pointer: Pointer } = { place: 'document', pointer: '#' };
    let value: unknown = this.document;
    let place: Place | undefined = 'document';
    let at: Pointer = '#';
    for (const token of tokensOf(pointer)) {
      const below: unknown =
        isObject(value) || Array.isArray(value) ? (value as Record<string, unknown>)[token] : undefined;
      place = place === undefined ? undefined : placeUnder(place, token, below);
      if (place === undefined) break;
      value = below;
      at = child(at, token);
      found = { place, pointer: at };
    }
    return found;
  }

  /** What OpenAPI expects at a pointer, whatever stands there. */
  placeAt(pointer: Pointer): Place | undefined {
    const tokens = tokensOf(pointer);
    const parent = child('#', ...tokens.slice(0, -1));
    const holder = this.objectAt(parent);
    return holder.pointer === parent ? placeUnder(holder.place, tokens.at(-1) ?? '', {}) : undefined;
  }

  #holder(pointer: Pointer): readonly [holder: unknown, key: string] {
    const tokens = tokensOf(pointer);
    const key = tokens.at(-1) ?? '';
    return [valueAt(this.document, child('#', ...tokens.slice(0, -1))), key];
  }
}
