import { InvalidArgumentError } from 'commander';
import { didYouMean } from '../run/did-you-mean.ts';

/** A whole number. */
export const integer = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('expected a whole number');
  return value;
};

/** A whole number of 0 or more. */
export const natural = (text: string): number => {
  const value = integer(text);
  if (value < 0) throw new InvalidArgumentError('expected a whole number of 0 or more');
  return value;
};

/** A number above 0. */
export const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('expected a number above 0');
  return value;
};

/** A whole number above 0. */
export const positiveInteger = (text: string): number => {
  const value = natural(text);
  if (value === 0) throw new InvalidArgumentError('expected a whole number above 0');
  return value;
};

/** A port, 0 to 65535. */
export const port = (text: string): number => {
  const value = natural(text);
  if (value > 65_535) throw new InvalidArgumentError('expected a port: 0 to 65535');
  return value;
};

/** A number of seconds, 0 or more. */
export const seconds = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('expected a number of seconds');
  return value;
};

/** A number of bytes, optionally with a unit: `8MB`, `512k`, `1048576`. */
export const bytes = (text: string): number => {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([kmg]?)i?b?$/i.exec(text.trim()) ?? [];
  const value = Math.round(Number(amount) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase()));
  if (amount === '' || value < 1)
    throw new InvalidArgumentError('expected a number of bytes: 8MB, 512k, 1048576');
  return value;
};

/** A number of seconds above 0. */
export const positiveSeconds = (text: string): number => {
  const value = seconds(text);
  // Timers of node hold 31 bits of milliseconds.
  if (value <= 0 || value > 2_000_000) throw new InvalidArgumentError('expected a number of seconds above 0');
  return value;
};

/** An amount of money. */
export const money = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('expected an amount of money: 0.05');
  return value;
};

/** Parts between commas. */
export const commaList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const partNames = ['types', 'client', 'validators', 'testing'] as const;

/** Parts of the generated package. */
export const partsList = (text: string): readonly (typeof partNames)[number][] =>
  commaList(text).map((name) => {
    const part = partNames.find((known) => known === name);
    if (part === undefined) throw new InvalidArgumentError(didYouMean(name, partNames));
    return part;
  });

/** A valid npm name. */
export const packageName = (text: string): string => {
  if (/^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(text) && text.length <= 214) return text;
  throw new InvalidArgumentError('expected a valid npm name: lower case, digits, - and _');
};

/** Collects the values of a repeatable option. */
export const collect = (value: string, previous: readonly string[] = []): readonly string[] => [
  ...previous,
  value,
];
