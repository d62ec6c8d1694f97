import type { MediaType } from '../../generator/contract/model.ts';
import { essence, isJson } from '../../generator/json/media-type.ts';

interface Range {
  readonly type: string;
  readonly quality: number;
}

/** The ranges of an Accept header, in order (RFC 9110, 12.5.1). */
function rangesOf(accept: string): readonly Range[] {
  return accept.split(',').flatMap((part) => {
    const [type = '', ...parameters] = part.split(';').map((each) => each.trim());
    if (type === '') return [];
    const quality = parameters
      .map((each) => /^q=([\d.]+)$/i.exec(each)?.[1])
      .find((each) => each !== undefined);
    return [{ type: type.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) }];
  });
}

/** How specific the range is that matches a type; 0 without a match. */
function fitOf(range: string, type: string): number {
  if (range === type) return 3;
  const [own = '', kind = ''] = type.split('/');
  if (range === `${own}/*` || (type === '*/*' && range.includes('/'))) return 2;
  if (kind === '*' && range.startsWith(`${own}/`)) return 2;
  if (range === '*/*' || range === '*') return 1;
  // `application/vnd.api.v3+json` is JSON (RFC 6839), and `application/binary`, which is not registered, means any type.
  if (isJson(range) && isJson(type)) return 1;
  return range === 'application/binary' ? 1 : 0;
}

/**
 * The media type of the response: the one that the client prefers, JSON first among equals; `undefined` where the client accepts
 * none.
 */
export function negotiate(content: readonly MediaType[], accept: string | null): MediaType | undefined {
  const preferred = content.find(({ contentType }) => isJson(contentType)) ?? content[0];
  if (accept === null || accept.trim() === '' || accept.trim() === '*/*') return preferred;
  const ranges = rangesOf(accept);
  const qualityOf = ({ contentType }: MediaType): number => {
    const type = essence(contentType);
    const best = ranges
      .map(({ type: range, quality }) => ({ fit: fitOf(range, type), quality }))
      .sort((a, b) => b.fit - a.fit)[0];
    return best === undefined || best.fit === 0 ? 0 : best.quality;
  };
  const ranked = content
    .map((media) => ({ media, quality: qualityOf(media) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || Number(b.media === preferred) - Number(a.media === preferred));
  return ranked[0]?.media;
}
