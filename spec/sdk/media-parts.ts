import type { Message, Moonshot, RequestOptions, Uploadable } from 'moonshot-plumbline';
import { ConfigurationError } from 'moonshot-plumbline';

type Part = Exclude<NonNullable<Message['content']>, string>[number];
type Media = 'image' | 'video';

const partOf = (media: Media, url: string): Part =>
  media === 'image' ? { type: 'image_url', image_url: { url } } : { type: 'video_url', video_url: { url } };

/**
 * A part of a message that holds an image or a video as a data URL: for what is small and used once. The API takes no
 * `https:` URLs. Throws a ConfigurationError for a Blob whose type is not an image or a video.
 */
export async function inlineMedia(data: Blob): Promise<Part> {
  const [, media] = /^(image|video)\//.exec(data.type) ?? [];
  if (media === undefined)
    throw new ConfigurationError('data', `must be an image or a video, is ${data.type || 'of no type'}`);
  const bytes = new Uint8Array(await data.arrayBuffer());
  let binary = '';
  // In pieces: a call takes a limited number of arguments.
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return partOf(media as Media, `data:${data.type};base64,${btoa(binary)}`);
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
