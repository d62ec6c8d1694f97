import { child } from '../../generator/json/pointer.ts';
import type { Check } from '../model.ts';
import { changesByItself, isOk, itemIn, itemMembers, namesOfItem, sentItem } from './things.ts';
import { failed, notApplicable, passed } from './verdict.ts';

/**
 * The response to a creation or a change shows the values that were sent, however long or large. Only texts of letters and digits,
 * cut texts and whole numbers decide: servers may normalise others.
 */
export const shownAsSent: Check = {
  id: 'shown-as-sent',
  check(exchange, { contract, operation }) {
    const { testCase } = exchange;
    if (testCase.intent !== 'valid' || testCase.credentials !== 'valid' || !isOk(exchange))
      return notApplicable('nothing was accepted');
    const resource = contract.inferred.resources.find(({ operations: { create, update, replace } }) =>
      [create, update, replace].includes(operation),
    );
    const [sent, shown] =
      resource === undefined
        ? [undefined, undefined]
        : [sentItem(resource, exchange), itemIn(resource, exchange)];
    if (resource === undefined || sent === undefined || shown === undefined)
      return notApplicable('the response does not show what was sent');
    const { documented, unshowable } = itemMembers(contract, resource, exchange, sent);
    const changed = Object.keys(sent).find(
      (name) =>
        documented.has(name) &&
        !namesOfItem(resource).has(name) &&
        !unshowable.has(name) &&
        !changesByItself.test(name) &&
        isChanged(sent[name], shown[name]),
    );
    if (changed === undefined) return passed;
    return failed(this, exchange, {
      message: `${changed} was sent as ${shortened(sent[changed])} and is shown as ${shortened(shown[changed])}`,
      keywordLocation: child(operation.pointer, 'responses'),
      instanceLocation: `/${changed}`,
    });
  },
};

const isMasked = (text: string): boolean => /[*•]|x{3}/i.test(text);

/** Whether a server lost a part of a value: it cut the text, or shows other letters, digits or another whole number. */
function isChanged(sent: unknown, shown: unknown): boolean {
  if (typeof sent === 'number' && typeof shown === 'number')
    // What is taken out of an account is booked with the other sign.
    return Number.isSafeInteger(sent) && Math.abs(sent) !== Math.abs(shown);
  if (typeof sent !== 'string' || typeof shown !== 'string' || sent === shown || isMasked(shown))
    return false;
  const isCut = shown.length >= 8 && sent.startsWith(shown) && sent.slice(shown.length).trim() !== '';
  return isCut || (/^[A-Za-z0-9]{2,}$/.test(sent) && sent.toLowerCase() !== shown.toLowerCase());
}

const shortened = (value: unknown): string =>
  typeof value === 'string' && value.length > 40
    ? `${JSON.stringify(value.slice(0, 30))}... (${value.length} characters)`
    : JSON.stringify(value);
