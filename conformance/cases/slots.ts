import type { Contract, MediaType, Operation, Parameter, SchemaUse } from '../../generator/contract/model.ts';
import { isForm, isJson } from '../../generator/json/media-type.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Pointer } from '../../generator/json/types.ts';
import type { Arguments } from '../../generator/wire/message.ts';

/** One place of a call that has a schema: a parameter, or the body in one media type. */
export type Slot =
  | {
      readonly kind: 'parameter';
      readonly parameter: Parameter;
      readonly use: SchemaUse;
      readonly required: boolean;
    }
  | { readonly kind: 'body'; readonly media: MediaType; readonly use: SchemaUse; readonly required: boolean };

/** `/query/limit`, `/body`: the place of a slot in a call. */
export const slotPlace = (slot: Slot): string =>
  slot.kind === 'body' ? '/body' : `/${slot.parameter.in}/${slot.parameter.name}`;

/** The pointer of the `required` keyword of a slot. */
export const requiredPointer = (operation: Operation, slot: Slot): Pointer =>
  child(
    slot.kind === 'body' ? (operation.requestBody?.pointer ?? operation.pointer) : slot.parameter.pointer,
    'required',
  );

/** The slots of an operation: its parameters, then its body in the media type that a client prefers. */
export function slotsOf(contract: Contract, operation: Operation): readonly Slot[] {
  const parameters = operation.parameters.flatMap((parameter): readonly Slot[] => {
    const use = parameter.schema ?? parameter.content?.schema;
    return use === undefined || parameter.in === 'querystring'
      ? []
      : [{ kind: 'parameter', parameter, use, required: parameter.required }];
  });
  const media = preferredMediaType(operation);
  if (media?.schema === undefined) return parameters;
  const use = contract.schemaAt(media.schema.pointer, 'request');
  return [...parameters, { kind: 'body', media, use, required: operation.requestBody?.required === true }];
}

/** JSON, then a form, then the first media type. */
export function preferredMediaType(operation: Operation): MediaType | undefined {
  const content = operation.requestBody?.content ?? [];
  return (
    content.find(({ contentType }) => isJson(contentType)) ??
    content.find(({ contentType }) => isForm(contentType)) ??
    content[0]
  );
}

export const emptyCall: Arguments = { path: {}, query: {}, header: {}, cookie: {} };

/** A call without arguments; a required body without a schema is an example, or empty. */
export function bareCall(operation: Operation): Arguments {
  const media = preferredMediaType(operation);
  if (operation.requestBody?.required !== true || media === undefined || media.schema !== undefined)
    return emptyCall;
  const { contentType, examples } = media;
  return { ...emptyCall, body: { contentType, value: examples[0] ?? (isJson(contentType) ? {} : '') } };
}

/** The call with one slot set, or without it where `value` is `undefined`. */
export function withSlot(call: Arguments, slot: Slot, value: unknown): Arguments {
  if (slot.kind === 'body') {
    const { body: _, ...rest } = call;
    return value === undefined ? rest : { ...rest, body: { contentType: slot.media.contentType, value } };
  }
  const { in: location, name } = slot.parameter;
  if (location === 'querystring') return call;
  const { [name]: _, ...others } = call[location];
  return { ...call, [location]: value === undefined ? others : { ...others, [name]: value } };
}

export const isFormSlot = (slot: Slot): boolean => slot.kind === 'body' && isForm(slot.media.contentType);
