/**
 * Whether a number is a multiple of another, in decimal as JSON spells numbers (2020-12 Validation 6.2.1): 4.35 is a
 * multiple of 0.01, and 1e300 of 5, whatever the nearest doubles are. Printed into validators.
 */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;
  if (!Number.isFinite(value) || divisor === 0) return false;
  const parts = (number: number): readonly [bigint, number] => {
    const [digits = '0', exponent] = number.toExponential().split('e');
    const fraction = digits.split('.')[1] ?? '';
    return [BigInt(digits.replace('.', '')), Number(exponent) - fraction.length];
  };
  const [a, aScale] = parts(value);
  const [b, bScale] = parts(divisor);
  const scale = Math.min(aScale, bScale);
  return (a * 10n ** BigInt(aScale - scale)) % (b * 10n ** BigInt(bScale - scale)) === 0n;
}

/** True where every validator agrees that it is a multiple: those that divide doubles, and those that count digits. */
export const isPlainMultipleOf = (value: number, divisor: number): boolean =>
  Number.isSafeInteger(value / divisor) && isMultipleOf(value, divisor);
