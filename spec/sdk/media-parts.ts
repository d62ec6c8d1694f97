import type { Message, Moonshot, RequestOptions, Uploadable } from 'moonshot-plumbline';
import { ConfigurationError } from 'moonshot-plumbline';

type Part = Exclude<NonNullable<Message['content']>, string>[number];
type Media = 'image' | 'video';

const partOf = (media: Media, url: string): Part =>
  media === 'image' ? { type: 'image_url', image_url: { url } } : { type: 'video_url', video_url: { url } };

/** Extensions that are not the name of their media type. */
const subtypes: { readonly [extension: string]: string } = { jpg: 'jpeg', flv: 'x-flv', '3gp': '3gpp' };

/** The media type of a file by its extension, of those that the API documents; else empty. */
function typeOf(name: string): string {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const subtype = subtypes[extension] ?? extension;
  if (/^(jpeg|png|gif|webp|bmp|heic|heif)$/.test(subtype)) return `image/${subtype}`;
  return /^(mp4|mpeg|mov|avi|x-flv|mpg|webm|wmv|3gpp)$/.test(subtype) ? `video/${subtype}` : '';
}

/**
 * A part of a message that holds an image or a video as a data URL: for what is small and used once. The API takes no
 * `https:` URLs and no SVG. The media type is that of the Blob or of `toFile`, else that of the name's extension. Throws a
 * ConfigurationError for anything but an image or a video.
 */
export async function inlineMedia(file: Uploadable): Promise<Part> {
  const data = 'data' in file ? file.data : file;
  const blob = data instanceof Blob ? data : await new Response(data as BodyInit).blob();
  const stated =
    'data' in file && file.type !== undefined ? file.type : data instanceof Blob ? data.type : '';
  const type = stated || typeOf('name' in file ? String(file.name) : '');
  const [, media] = /^(image|video)\/(?!svg)/.exec(type) ?? [];
  if (media === undefined)
    throw new ConfigurationError(
      'file',
      `must be an image (no SVG) or a video, is ${type || 'of no known type'}`,
    );
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  // In pieces: a call takes a limited number of arguments.
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return partOf(media as Media, `data:${type};base64,${btoa(binary)}`);
}

/**
 * Uploads an image or a video and gives the part that refers to it (`ms://`): for what is large or used again. The file
 * stays until `client.files.delete(fileId)`.
 */
export async function uploadMedia(
  client: Pick<Moonshot, 'files'>,
  media: Media,
  file: Uploadable,
  options?: RequestOptions,
): Promise<{ readonly part: Part; readonly fileId: string }> {
  const { id } = await client.files.create({ file, purpose: media }, options);
  return { part: partOf(media, `ms://${id}`), fileId: id };
}
