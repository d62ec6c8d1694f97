/** A file to upload: a `File` keeps its name, other data is named by `toFile(data, name)`. */
export type Uploadable =
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | NamedFile;

/** Data with the name and media type it is uploaded under. */
export interface NamedFile {
  readonly name: string;
  readonly data: Exclude<Uploadable, NamedFile> | string;
  readonly type?: string;
}

/** Lists of at most `Length` items: a longer literal does not compile. */
export type AtMost<Item, Length extends number, Items extends Item[] = []> = Items['length'] extends Length
  ? Items
  : Items | AtMost<Item, Length, [...Items, Item]>;

/** None of these members, not even through a variable: what keeps the branches of a union apart. */
export type Without<Names extends string> = { [Name in Names]?: never };
