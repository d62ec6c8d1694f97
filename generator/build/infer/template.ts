import { singularName } from './words.ts';

/** One path template, cut up. */
export interface Template {
  /** As written: `/v1/things/{thing_id}:cancel`. */
  readonly path: string;
  /** Without a trailing slash, an extension or a verb behind a colon. */
  readonly segments: readonly string[];
  /** The segments with each parameter as `{}`: equal for paths that differ in the names of parameters and a slash. */
  readonly shape: string;
  /** `cancel` of `/things/{id}:cancel`. */
  readonly verb?: string;
  /** Names of the parameters, in order. */
  readonly parameters: readonly string[];
}

const parameterPattern = /\{([^{}]+)\}/g;

/** The names of the parameters in a text, in order. */
export const parametersIn = (text: string): readonly string[] =>
  [...text.matchAll(parameterPattern)].map(([, name = '']) => name);

/** Whether a segment is one parameter and nothing else. */
export const isParameter = (segment: string): boolean => /^\{[^{}]+\}$/.test(segment);

/** The shape that segments have: `/things/{}`. */
export const shapeOfSegments = (segments: readonly string[]): string =>
  `/${segments.map((segment) => segment.replace(parameterPattern, '{}')).join('/')}`;

/** Splits a path template into segments. The extension of a data format is not part of a name: `/Calls/{Sid}.json`. */
export function templateOf(path: string): Template {
  const colon = /^(.*[^/:]):([A-Za-z][\w-]*)\/?$/.exec(path);
  const bare = (colon?.[1] ?? path).replace(/\/+$/, '').replace(/\.(?:json|xml)$/, '');
  const segments = bare.split('/').filter((segment) => segment !== '');
  return {
    path,
    segments,
    shape: shapeOfSegments(segments),
    ...(colon?.[2] === undefined ? {} : { verb: colon[2] }),
    parameters: parametersIn(bare),
  };
}

/** A shape with its last fixed segment in the singular: `/silences/{}` and `/silence/{}` are one. */
export function singularShape(segments: readonly string[]): string {
  const at = segments.findLastIndex((segment) => !isParameter(segment));
  return shapeOfSegments(segments.map((segment, index) => (index === at ? singularName(segment) : segment)));
}
