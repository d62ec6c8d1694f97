import { isObject } from '../../generator/contract/pointer.ts';

/** A file among the members of a form, as test data: plain, so that it shrinks and prints. */
export interface FilePart {
  readonly $file: { readonly name: string; readonly contentType: string; readonly bytes: Uint8Array };
}

export const isFilePart = (value: unknown): value is FilePart => isObject(value) && isObject(value['$file']);
