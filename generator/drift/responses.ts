import { containment } from '../containment/contain.ts';
import type { Response } from '../contract/model.ts';
import { onTheWire } from './change.ts';
import { type Comparison, type Message, type Place, polarityOf } from './comparison.ts';
import { likest } from './content-type.ts';
import { compareHeaders } from './headers.ts';
import { compareContent } from './media-types.ts';

/** Compares what callers get; for a webhook or callback, what the API gets from those it calls. */
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

/** The range or default that speaks of a status, other than itself. */
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
  // Whoever waits for it waits in vain, unless another success that was known remains, or one that it took in.
  const last = !kept.some(
    (is) => wasKnown.some(({ status }) => status === is.status) || covering([was], is.status) !== undefined,
  );
  const breaking =
    isSuccess(was) &&
    // Who is called answers as before, and is told that this is wrong.
    (polarity === 'response' ? last : true);
  comparison.report({
    base: was.pointer,
    operation: place.name,
    code: isSuccess(was) ? 'response-success-status-removed' : 'response-status-removed',
    ...onTheWire(breaking, polarity),
    message: `status ${was.status} is not documented any more${!breaking ? '' : polarity === 'response' ? ', and with it the only success that was known' : ': receivers that answer it must answer another'}`,
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
  // A range or default in the place of a status that is gone was compared with it already.
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
          hint: 'Send the body that is known, or let callers ask for the new one.',
        }
      : {}),
  });
}

/** Who treats an unknown 2xx as one it knows (RFC 9110, section 15) finds what it expects. */
function bodyFits(comparison: Comparison, place: Place, known: Response, sent: Response): boolean {
  if (known.content.length === 0) return true;
  if (sent.content.length === 0) return false;
  const polarity = polarityOf(place, 'response');
  const [from, to] = polarity === 'response' ? (['head', 'base'] as const) : (['base', 'head'] as const);
  return sent.content.every((media) => {
    const same = likest(known.content, media.contentType);
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
}

/** A body where there was none, or none where there was one: who reads it, reads nothing. */
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
    message: `${where} has ${gone ? 'no body any more' : 'a body now'}${breaking ? ': readers that parse it find nothing' : ''}`,
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
