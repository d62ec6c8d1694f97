import { camelCase } from '../build/naming.ts';
import type { Contract, Operation } from '../contract/model.ts';

/** The name that the overlay gives, else the first tag with its parents, else the first fixed segment of the path. */
export function resourceOf(contract: Contract, { extensions, tags, path }: Operation): readonly string[] {
  const [tag] = tags;
  const segment = path.split('/').find((part) => part !== '' && !part.includes('{') && !/^v\d+$/.test(part));
  const named = tag === undefined ? [segment ?? 'api'] : lineageOf(contract, tag);
  return (extensions.resource ?? named).map(camelCase);
}

/** A tag with those above it, outermost first; a circle ends where it closes. */
function lineageOf({ tags }: Contract, tag: string): readonly string[] {
  const line = [tag];
  for (
    let above = parentOf(tags, tag);
    above !== undefined && !line.includes(above);
    above = parentOf(tags, above)
  )
    line.unshift(above);
  return line;
}

const parentOf = (tags: Contract['tags'], tag: string): string | undefined =>
  tags.find(({ name }) => name === tag)?.parent;
