/** Shortest and longest text of a format, in characters; formats not listed have no bound of their own. */
export const formatLengths: {
  readonly [format: string]: { readonly min: number; readonly max: number } | undefined;
} = {
  __proto__: null as never,
  date: { min: 10, max: 10 },
  time: { min: 9, max: Number.POSITIVE_INFINITY },
  'date-time': { min: 20, max: Number.POSITIVE_INFINITY },
  'iso-time': { min: 8, max: Number.POSITIVE_INFINITY },
  'iso-date-time': { min: 19, max: Number.POSITIVE_INFINITY },
  duration: { min: 3, max: Number.POSITIVE_INFINITY },
  email: { min: 5, max: Number.POSITIVE_INFINITY },
  hostname: { min: 1, max: 254 },
  ipv4: { min: 7, max: 15 },
  ipv6: { min: 2, max: 45 },
  uuid: { min: 36, max: 45 },
  uri: { min: 3, max: Number.POSITIVE_INFINITY },
  'relative-json-pointer': { min: 1, max: Number.POSITIVE_INFINITY },
};
