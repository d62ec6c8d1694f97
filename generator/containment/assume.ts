import { equalJson } from '../json/equal-json.ts';
import type { Atom, Kind } from './atoms.ts';
import { atomsOf } from './constraints.ts';
import { dereferenced } from './dereferenced.ts';
import { impossible, literalKey } from './literal-key.ts';
import type { State } from './state.ts';

/** Takes atoms in; false when they contradict what is known. */
export function assume(state: State, atoms: readonly Atom[]): boolean {
  const queue = [...atoms];
  for (let atom = queue.shift(); atom !== undefined; atom = queue.shift()) {
    switch (atom.kind) {
      case 'literal': {
        const literal = { ...atom.literal, node: dereferenced(atom.literal.node) };
        const key = literalKey(literal);
        if (state.literals.has(key)) break;
        if (impossible(literal) || state.literals.has(literalKey(literal, !literal.holds))) return false;
        state.literals.set(key, literal);
        queue.push(...atomsOf(literal));
        break;
      }
      case 'kinds': {
        const allowed = atom.kinds;
        state.kinds = new Set([...state.kinds].filter((kind) => allowed.has(kind)));
        if (state.kinds.size === 0) return false;
        break;
      }
      case 'oneOfValues': {
        const { values } = atom;
        state.values = (state.values ?? values).filter((value) =>
          values.some((other) => equalJson(value, other)),
        );
        if (state.values.length === 0) return false;
        break;
      }
      case 'noneOfValues':
        state.excluded.push(...atom.values);
        break;
      case 'number':
        state.numbers.push(atom);
        break;
      case 'length': {
        const range = state.lengths[atom.of];
        if (atom.rule === 'min') range.min = Math.max(range.min, atom.value);
        else range.max = Math.min(range.max, atom.value);
        if (range.min > range.max && !drop(state, atom.of)) return false;
        break;
      }
      case 'pattern':
        state.patterns.push([atom.pattern, atom.matches]);
        break;
      case 'format':
        state.formats.push(atom.format);
        break;
      case 'unique':
        if (atom.unique) state.unique = true;
        else state.duplicate = true;
        if (state.unique && state.duplicate && !drop(state, 'array')) return false;
        break;
      case 'items':
        state.items.push(atom);
        break;
      case 'item':
        state.item.set(atom.index, [...(state.item.get(atom.index) ?? []), atom.literal]);
        break;
      case 'someItem':
        state.someItems.push(atom);
        break;
      case 'contains':
        state.contains.push(atom);
        break;
      case 'members':
        state.members.push(atom.members);
        break;
      case 'present':
        state.present.set(atom.name, [
          ...(state.present.get(atom.name) ?? []),
          ...(atom.literal === undefined ? [] : [atom.literal]),
        ]);
        if (atom.declared === true) state.declared.add(atom.name);
        if (state.absent.has(atom.name) && !drop(state, 'object')) return false;
        break;
      case 'absent':
        state.absent.add(atom.name);
        if (state.present.has(atom.name) && !drop(state, 'object')) return false;
        break;
      case 'names':
        state.names.push(atom.literal);
        break;
      case 'someMember':
        state.someMembers.push(atom.some);
        break;
      case 'or':
        if (atom.alternatives.length === 0) return false;
        state.ors = [...state.ors, atom];
        break;
      case 'beyond':
        state.beyond.push(atom.reason);
        break;
      default:
        atom satisfies never;
    }
  }
  return true;
}

function drop(state: State, kind: Kind): boolean {
  state.kinds.delete(kind);
  return state.kinds.size > 0;
}
