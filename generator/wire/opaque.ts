import { essence, isForm, isJson } from '../json/media-type.ts';
import { isXml } from './xml.ts';

/** Whether a body is read as bytes: no value of a schema can be read from it. */
export const isOpaque = (contentType: string): boolean =>
  !isJson(contentType) &&
  !isXml({ contentType }) &&
  !isForm(contentType) &&
  !essence(contentType).startsWith('text/');
