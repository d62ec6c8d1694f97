import { isForm } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { MockCall, Rule } from '../model.ts';

/** The message of the first rule that a request breaks by itself. */
export async function firstBroken(
  rules: readonly Rule[],
  { arguments: sent }: MockCall,
): Promise<string | undefined> {
  if (rules.length === 0) return undefined;
  const seen = sent.body !== undefined && isForm(sent.body.contentType) ? await withFileParts(sent) : sent;
  for (const rule of rules) {
    const verdict = rule.request?.(seen);
    if (verdict?.kind === 'fail')
      return `body${verdict.instanceLocation}: ${verdict.message} (rule ${rule.id})`;
  }
  return undefined;
}

/** The arguments with the files of a form in the representation that rules use. */
async function withFileParts(sent: Arguments): Promise<Arguments> {
  const { body } = sent;
  const members = Object.entries(isObject(body?.value) ? body.value : {});
  if (body === undefined || !members.some(([, member]) => member instanceof Blob)) return sent;
  const parts = members.map(async ([name, member]) => {
    if (!(member instanceof Blob)) return [name, member] as const;
    const bytes = new Uint8Array(await member.arrayBuffer());
    const file = { name: member instanceof File ? member.name : '', contentType: member.type, bytes };
    return [name, { $file: file }] as const;
  });
  return { ...sent, body: { ...body, value: Object.fromEntries(await Promise.all(parts)) } };
}
