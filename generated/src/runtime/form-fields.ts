/**
 * How a member of a form is written that is not one field an item (OpenAPI 3.1, Encoding Object): in brackets to the
 * bottom (`items[0][price]`), its members as fields of their own, as JSON, or its items with a text between them.
 */
export type FormStyle = 'deepObject' | 'exploded' | 'json' | { readonly between: string };

/** A name of a form and what stands there. */
export type Field = readonly [name: string, item: unknown];

/** The text of what stands in a form: lists and objects as JSON. */
export const fieldText = (item: unknown): string =>
  typeof item === 'object' ? JSON.stringify(item) : String(item);

/** The fields of a form. A list is one field an item where `styles` says nothing; an undefined member is left out. */
export const formFields = (
  body: object,
  styles: { readonly [name: string]: FormStyle } = {},
): readonly Field[] =>
  Object.entries(body).flatMap(([name, member]): readonly Field[] => {
    if (member === undefined) return [];
    const style = Object.hasOwn(styles, name) ? styles[name] : undefined;
    if (style === 'json') return [[name, JSON.stringify(member)]];
    if (typeof member !== 'object' || member === null) return [[name, member]];
    if (style === 'deepObject') return deepFields(name, member);
    if (typeof style === 'object') return joined(name, member, style.between);
    if (Array.isArray(member)) return member.map((item): Field => [name, item]);
    return style === 'exploded' ? Object.entries(member) : [[name, member]];
  });

function joined(name: string, member: object, between: string): readonly Field[] {
  const items = Array.isArray(member) ? member : Object.entries(member).flat();
  return items.length === 0 ? [] : [[name, items.map(fieldText).join(between)]];
}

const deepFields = (name: string, value: unknown): readonly Field[] =>
  typeof value !== 'object' || value === null
    ? [[name, value]]
    : Object.entries(value).flatMap(([key, member]) => deepFields(`${name}[${key}]`, member));
