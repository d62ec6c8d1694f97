import type { Dialect, Discriminator, JsonObject, Pointer } from '../contract/model.ts';

/** Which required property tells the branches of the union at `pointer` apart; stub until the schema stage lands. */
export function discriminatorOf(_document: JsonObject, _dialect: Dialect, _pointer: Pointer): Discriminator | undefined {
  return undefined;
}
