import { onTheWire } from './change.ts';
import { type Comparison, type Place, polarityOf } from './comparison.ts';
import { compareContent } from './media-types.ts';

/** Compares request bodies. */
export function compareRequestBodies(comparison: Comparison, place: Place): void {
  const { requestBody: was } = place.base;
  const { requestBody: is } = place.head;
  const polarity = polarityOf(place, 'request');
  const operation = place.name;
  if (was === undefined && is === undefined) return;
  if (was === undefined || is === undefined) {
    const added = is !== undefined;
    const breaking = polarity === 'request' ? (added ? is.required : true) : !added;
    comparison.report({
      ...(was === undefined ? {} : { base: was.pointer }),
      ...(is === undefined ? {} : { head: is.pointer }),
      operation,
      code: `${polarity}-body-${added ? (is.required ? 'required-added' : 'added') : 'removed'}`,
      ...onTheWire(breaking, polarity),
      message: added
        ? `a ${is.required ? 'required ' : ''}body is new${breaking ? ': calls without one are refused' : ''}`
        : polarity === 'request'
          ? 'the body is gone: what callers send in it is not read'
          : 'the body is gone: who reads it finds nothing',
      ...(breaking
        ? {
            witness: {
              where: operation,
              value: added === (polarity === 'request') ? 'no body' : 'a body',
              from: polarity === 'request' ? ('base' as const) : ('head' as const),
            },
          }
        : {}),
    });
    return;
  }
  if (was.required !== is.required) {
    const breaking = (polarity === 'request') === is.required;
    comparison.report({
      base: was.pointer,
      head: is.pointer,
      operation,
      code: `${polarity}-body-became-${is.required ? 'required' : 'optional'}`,
      ...onTheWire(breaking, polarity),
      message: `the body is ${is.required ? 'required' : 'optional'} now`,
      ...(breaking
        ? {
            witness: {
              where: operation,
              value: 'no body',
              from: polarity === 'request' ? ('base' as const) : ('head' as const),
            },
          }
        : {}),
    });
  }
  compareContent(comparison, was.content, is.content, {
    operation,
    polarity,
    where: `${operation} request`,
    chosenBy: place.inverted ? 'sender' : 'caller',
  });
}
