import { containment } from '../containment/contain.ts';
import type { Response } from '../contract/model.ts';
import { onTheWire } from './change.ts';
import { type Comparison, type Message, type Place, polarityOf } from './comparison.ts';
import { closest } from './content-type.ts';
import { compareHeaders } from './headers.ts';
import { compareLinks } from './links.ts';
import { compareContent } from './media-types.ts';

/** Compares responses; for a webhook or callback, those that the API receives. */
export function compareResponses(comparison: Comparison, place: Place): void {
  const before = place.base.responses;
  const after = place.head.responses;
  for (const was of before) {
    const is = after.find(({ status }) => status === was.status) ?? covering(after, was.status);
    if (is === undefined) statusRemoved(comparison, place, was);
    else compareResponse(comparison, place, was, is);
  }
  for (const is of after) {
    if (before.some(({ status }) => status === is.status)) continue;
    const broader = covering(before, is.status);
    if (broader !== undefined) compareResponse(comparison, place, broader, is);
    statusAdded(comparison, place, is);
  }
}

const isSuccess = ({ status }: Response): boolean => status.startsWith('2');

/** The range or default that covers a status, other than the status itself. */
function covering(responses: readonly Response[], status: string): Response | undefined {
  if (status === 'default') return undefined;
  const range = `${status[0]}XX`;
  return (
    responses.find((each) => each.status !== status && each.status === range) ??
    responses.find((each) => each.status === 'default')
  );
}

function statusRemoved(comparison: Comparison, place: Place, was: Response): void {
  const polarity = polarityOf(place, 'response');
  const kept = place.head.responses.filter(isSuccess);
  const wasKnown = place.base.responses.filter(isSuccess);
  // Clients that wait for this status never get it, unless another documented success remains or a range covers it.
  const last = !kept.some(
    (is) => wasKnown.some(({ status }) => status === is.status) || covering([was], is.status) !== undefined,
  );
  const breaking =
    isSuccess(was) &&
    // The receiver still responds with this status, and the API no longer accepts it.
    (polarity === 'response' ? last : true);
  comparison.report({
    base: was.pointer,
    operation: place.name,
    code: isSuccess(was) ? 'response-success-status-removed' : 'response-status-removed',
    ...onTheWire(breaking, polarity),
    message: `status ${was.status} is not documented any more${!breaking ? '' : polarity === 'response' ? ', and with it the only success that was known' : ': receivers that respond with it must respond with another'}`,
    ...(breaking
      ? {
          witness: {
            where: `${place.name} response`,
            value: `status ${was.status}`,
            from: 'base' as const,
          },
        }
      : {}),
  });
}

function statusAdded(comparison: Comparison, place: Place, is: Response): void {
  const polarity = polarityOf(place, 'response');
  const { responses: before } = place.base;
  const { responses: after } = place.head;
  // A range or default that replaces a removed status was compared with it already.
  const replaces = before.some(
    (was) => !after.some(({ status }) => status === was.status) && covering([is], was.status) !== undefined,
  );
  const known = before.filter(isSuccess);
  const surprising =
    polarity === 'response' &&
    covering(before, is.status) === undefined &&
    !replaces &&
    isSuccess(is) &&
    known.length > 0 &&
    !known.some((was) => bodyFits(comparison, place, was, is));
  comparison.report({
    head: is.pointer,
    operation: place.name,
    code: isSuccess(is) ? 'response-success-status-added' : 'response-status-added',
    axis: 'wire',
    verdict: surprising ? 'breaking' : 'non-breaking',
    polarity,
    severity: surprising ? 'warning' : 'info',
    message: surprising
      ? `status ${is.status} is new, with another body than the success that callers know`
      : `status ${is.status} is documented now`,
    ...(surprising
      ? {
          witness: {
            where: `${place.name} response`,
            value: `status ${is.status}`,
            from: 'head' as const,
          },
          hint: 'Send the documented body, or let callers request the new one.',
        }
      : {}),
  });
}

/** Whether a client that treats an unknown 2xx as 200 (RFC 9110, section 15) finds the body it expects. */
function bodyFits(comparison: Comparison, place: Place, known: Response, sent: Response): boolean {
  if (known.content.length === 0) return true;
  if (sent.content.length === 0) return false;
  const polarity = polarityOf(place, 'response');
  const [from, to] = polarity === 'response' ? (['head', 'base'] as const) : (['base', 'head'] as const);
  return sent.content.every((media) => {
    const same = closest(known.content, media.contentType);
    if (same === undefined) return false;
    if (same.schema === undefined) return true;
    if (media.schema === undefined) return false;
    const [sender, receiver] = [
      comparison.space(from, polarity).at(media.schema.pointer),
      comparison.space(to, polarity).at(same.schema.pointer),
    ];
    return containment(sender, receiver, { lens: 'wire' }).kind === 'contained';
  });
}

function compareResponse(comparison: Comparison, place: Place, was: Response, is: Response): void {
  const message: Message = {
    operation: place.name,
    polarity: polarityOf(place, 'response'),
    where: `${place.name} response ${was.status}`,
    chosenBy: 'caller',
  };
  if ((was.content.length === 0) !== (is.content.length === 0)) bodyPresence(comparison, was, is, message);
  else compareContent(comparison, was.content, is.content, message);
  compareHeaders(comparison, was.headers, is.headers, message);
  compareLinks(comparison, was, is, message);
}

/** Reports a body that is new or gone; clients that parse a body which is gone fail. */
function bodyPresence(
  comparison: Comparison,
  was: Response,
  is: Response,
  { operation, polarity, where }: Message,
): void {
  const gone = is.content.length === 0;
  const breaking = (polarity === 'response') === gone;
  comparison.report({
    base: was.pointer,
    head: is.pointer,
    operation,
    code: `${polarity}-body-${gone ? 'removed' : 'added'}`,
    ...onTheWire(breaking, polarity),
    message: `${where} has ${gone ? 'no body any more' : 'a body now'}${!breaking ? '' : polarity === 'response' ? ': readers that parse it find nothing' : ': receivers that respond without one must send one'}`,
    ...(breaking
      ? {
          witness: {
            where,
            value: 'no body',
            from: polarity === 'response' ? ('head' as const) : ('base' as const),
          },
        }
      : {}),
  });
}
