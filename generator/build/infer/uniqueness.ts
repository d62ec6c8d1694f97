import type { Resource, UniqueMember } from '../../contract/model.ts';
import type { JsonSchema } from '../../json/types.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';
import { plainName } from './words.ts';

/** Members that usually identify an item. */
const identifyingNames: ReadonlySet<string> = new Set([
  'email',
  'emailaddress',
  'username',
  'login',
  'slug',
  'handle',
  'sku',
  'code',
  'identifier',
  'externalid',
  'domain',
  'phonenumber',
  'subdomain',
  'key',
]);

/** Members of what creates an item of which no two items have the same value. */
export function inferUnique(shapes: Shapes, resource: Resource): readonly UniqueMember[] {
  const { create } = resource.operations;
  if (create === undefined) return [];
  const conflicts = create.responses.some(({ status }) => status === '409');
  const wrapper = resource.sentIn.get(create.operationId) ?? [];
  const sent = wrapper.reduce<JsonSchema | undefined>(
    (holder, name) => shapes.members(holder).get(name),
    shapes.request(create),
  );
  const own = resource.keys.at(-1)?.member?.join('.');
  const say = (name: string, reason: string): UniqueMember => ({
    operationId: create.operationId,
    members: [...wrapper, name],
    inference: inference(
      `${titleOf(create)}: no two items have the same ${name}`,
      reason,
      create,
      `x-plumbline-resource: { unique: [] }`,
    ),
  });
  const override = create.extensions.resourceOverride;
  if (override !== undefined && override !== false && override.unique !== undefined)
    return override.unique.map((name) => say(name, 'x-plumbline-resource says so'));
  return [...shapes.members(sent)].flatMap(([name, member]) => {
    if (name === own && resource.created?.in !== 'request' && !conflicts) return [];
    if (!shapes.types(member).has('string') && !shapes.types(member).has('integer')) return [];
    const text =
      typeof member === 'object' && typeof member['description'] === 'string' ? member['description'] : '';
    if (
      /(?:\b(?:must be|is|are|globally|be a)\s+|^\s*|[,;(.]\s*)unique\b(?! (?:identifier|id)\b)/i.test(text)
    )
      return [say(name, 'its description says unique')];
    if (name === own && resource.created?.in === 'request')
      return [say(name, 'it is the key of the item, chosen by the client')];
    if (!conflicts) return [];
    if (name === own) return [say(name, '409 is documented, and it is the key of the item')];
    if (identifyingNames.has(plainName(name)))
      return [say(name, '409 is documented, and its name usually identifies an item')];
    return typeof member === 'object' && member['format'] === 'email'
      ? [say(name, '409 is documented, and it is an e-mail address')]
      : [];
  });
}
