import type { Resource, UniqueMember } from '../../contract/model.ts';
import { saysDuplicate } from '../../contract/responses.ts';
import type { JsonSchema } from '../../json/types.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';
import { lowerWords, plainName } from './words.ts';

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

/** Whether the words of a conflict say of a member that another item has its value: `A crate with this label exists.` */
function isNamedIn(words: string, name: string): boolean {
  const spelt = lowerWords(name).join(' ');
  if (!/^[a-z0-9 ]+$/.test(spelt)) return false;
  return (
    new RegExp(`\\b(this|that|the same|the given|duplicate) ${spelt}\\b`).test(words) ||
    new RegExp(
      `\\b${spelt} (is |must be |was |has been )?(already )?(taken|unique|in use|used|registered|exists)\\b`,
    ).test(words)
  );
}

/** Members of what creates an item of which no two items have the same value. */
export function inferUnique(shapes: Shapes, resource: Resource): readonly UniqueMember[] {
  const { create } = resource.operations;
  if (create === undefined) return [];
  const conflict = create.responses.find(({ status }) => status === '409');
  const conflicts = conflict !== undefined;
  const words =
    conflict !== undefined && saysDuplicate(conflict) ? lowerWords(conflict.description ?? '').join(' ') : '';
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
    if (isNamedIn(words, name)) return [say(name, 'its 409 names it')];
    if (name === own) return [say(name, '409 is documented, and it is the key of the item')];
    if (identifyingNames.has(plainName(name)))
      return [say(name, '409 is documented, and its name usually identifies an item')];
    return typeof member === 'object' && member['format'] === 'email'
      ? [say(name, '409 is documented, and it is an e-mail address')]
      : [];
  });
}
