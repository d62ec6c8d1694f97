import { equalJson } from '../json/equal-json.ts';
import type { Alternative, Literal } from './atoms.ts';
import { dereferenced } from './dereferenced.ts';
import { impossible, literalKey } from './literal-key.ts';
import type { SchemaNode } from './node.ts';
import type { State } from './state.ts';

/** True when an alternative contradicts what is known at first sight. */
export function refuted(state: State, { atoms }: Alternative): boolean {
  return atoms.some((atom) => {
    switch (atom.kind) {
      case 'literal':
        return impossible(atom.literal) || state.literals.has(literalKey(atom.literal, !atom.literal.holds));
      case 'kinds':
        return ![...atom.kinds].some((kind) => state.kinds.has(kind));
      case 'absent':
        return state.present.has(atom.name);
      case 'present':
        if (state.absent.has(atom.name)) return true;
        if (atom.literal === undefined) return false;
        return (
          impossible(atom.literal) || contradicts(literalKey(atom.literal, !atom.literal.holds), atom.name)
        );
      case 'oneOfValues':
        return (
          state.values !== undefined &&
          !atom.values.some((value) => state.values?.some((other) => equalJson(value, other)))
        );
      case 'noneOfValues':
        return state.values?.every((value) => atom.values.some((other) => equalJson(value, other))) === true;
      case 'someMember':
        return atom.some.value !== undefined && impossible(atom.some.value);
      case 'someItem':
      case 'item':
        return impossible(atom.literal);
      default:
        return false;
    }
  });

  function contradicts(key: string, name: string): boolean {
    return (
      state.present.get(name)?.some((literal) => literalKey(literal) === key) === true ||
      state.members.some(({ named }) => {
        const literal = named.get(name);
        return literal !== undefined && literalKey(literal) === key;
      })
    );
  }
}

/** True when an alternative holds already, so that its disjunction says nothing new. */
export const entailed = (state: State, { atoms }: Alternative): boolean =>
  atoms.every(
    (atom) =>
      (atom.kind === 'literal' && state.literals.has(literalKey(atom.literal))) ||
      (atom.kind === 'kinds' && [...state.kinds].every((kind) => atom.kinds.has(kind))) ||
      (atom.kind === 'absent' && state.absent.has(atom.name)) ||
      (atom.kind === 'present' && isPresent(state, atom.name, atom.literal)),
  );

/** Whether a member is known to be there, and to be as a literal says. */
function isPresent(state: State, name: string, literal: Literal | undefined): boolean {
  const known = state.present.get(name);
  if (known === undefined || literal === undefined) return known !== undefined;
  const own = state.members.flatMap(({ named }) => named.get(name) ?? []);
  return [...known, ...own].some(
    (each) => literalKey(each) === literalKey(literal) || saysOther(each, literal),
  );
}

/** One lists values of which the other refuses every one: a tag of another branch. */
function saysOther(known: Literal, literal: Literal): boolean {
  if (!known.holds || literal.holds) return false;
  const [values, refused] = [listed(known.node), listed(literal.node)];
  return (
    values !== undefined &&
    refused !== undefined &&
    !values.some((value) => refused.some((other) => equalJson(value, other)))
  );
}

function listed(node: SchemaNode): readonly unknown[] | undefined {
  const { schema } = dereferenced(node);
  if (typeof schema === 'boolean') return undefined;
  if (Array.isArray(schema['enum'])) return schema['enum'];
  return 'const' in schema ? [schema['const']] : undefined;
}
