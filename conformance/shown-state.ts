const names = /^(status|state|phase|stage|lifecycle)$/i;
const endings = /(_(status|state|phase|stage)|(Status|State|Phase|Stage))$/;

/** The member of an item that says which state it is in: `status`; `undefined` where no member has such a name. */
export function stateMember(item: Readonly<Record<string, unknown>>): string | undefined {
  const texts = Object.keys(item).filter((name) => typeof item[name] === 'string');
  return texts.find((name) => names.test(name)) ?? texts.find((name) => endings.test(name));
}

/** The state that an item shows of itself: its status, or its flags where it has no status; `undefined` where it has neither. */
export function shownState(item: Readonly<Record<string, unknown>>): string | undefined {
  const member = stateMember(item);
  if (member !== undefined) return String(item[member]);
  const flags = Object.keys(item).filter((name) => typeof item[name] === 'boolean');
  return flags.length === 0 ? undefined : flags.map((name) => `${name}=${item[name]}`).join(' ');
}
