import type { Moonshot, RequestOptions } from 'moonshot-plumbline';
import { ClientError } from 'moonshot-plumbline';

/**
 * The first of the ids that the API serves to this key, best first: models come and go without a new version of this
 * package. Throws a ClientError that names the served ones where none of them is there.
 */
export async function chooseModel(
  client: Pick<Moonshot, 'models'>,
  wanted: readonly string[],
  options?: RequestOptions,
): Promise<string> {
  const { data } = await client.models.list(options);
  const served = data.map(({ id }) => id);
  const found = wanted.find((id) => served.includes(id));
  if (found === undefined)
    throw new ClientError(`the API serves none of ${wanted.join(', ')}; it serves ${served.join(', ')}`);
  return found;
}
