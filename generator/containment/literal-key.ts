import type { Literal } from './atoms.ts';
import { everythingIdentity } from './canonical.ts';

/** Identity and sign, as one text. */
export const literalKey = (literal: Literal, holds = literal.holds): string =>
  `${holds ? '+' : '-'}${literal.node.space.identity(literal.node)}`;

/** True for a literal that no value satisfies. */
export const impossible = (literal: Literal): boolean =>
  literal.holds
    ? literal.node.schema === false
    : literal.node.space.identity(literal.node) === everythingIdentity;
