/** A file of a multipart form: stands where the schema says `type: string, format: binary`. */
export interface FilePart {
  readonly $file: {
    readonly name: string;
    /** Media type of the part. */
    readonly contentType: string;
    readonly bytes: Uint8Array;
  };
}

/** True for a {@link FilePart}. */
export function isFilePart(value: unknown): value is FilePart {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '$file')) return false;
  const file = (value as { $file: unknown }).$file;
  return (
    typeof file === 'object' && file !== null && (file as { bytes?: unknown }).bytes instanceof Uint8Array
  );
}
