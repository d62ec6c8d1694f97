const contents = new WeakMap<Blob, Uint8Array>();

/** A file of a form whose bytes can be read at once. */
export function fileOf(bytes: Uint8Array, name: string, type: string): File {
  const file = new File([bytes as Uint8Array<ArrayBuffer>], name, { type });
  contents.set(file, bytes);
  return file;
}

/** The bytes of a file made by `fileOf`; `undefined` for another. */
export const bytesOf = (file: Blob): Uint8Array | undefined => contents.get(file);
