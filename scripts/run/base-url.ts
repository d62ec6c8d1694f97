import type { Contract } from '../../generator/contract/model.ts';

/**
 * The address that the paths of a contract stand behind. People paste `https://api.example.com/v1`, as clients take it; where
 * every path of the document begins with `/v1` already, it is not said twice.
 */
export function baseUrlOf({ operations }: Pick<Contract, 'operations'>, target: string): string {
  const { origin, pathname } = new URL(target);
  const base = pathname.replace(/\/+$/, '');
  const isSaid =
    operations.length > 0 && operations.every(({ path }) => path === base || path.startsWith(`${base}/`));
  return isSaid ? origin : origin + base;
}
