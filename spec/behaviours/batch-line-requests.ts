const lines = new WeakSet<Request>();

/** Marks a request as the line of a batch, which is cheaper and counts against no limit. */
export function asBatchLine(request: Request): Request {
  lines.add(request);
  return request;
}

/** Whether a request was made by a batch. */
export const isBatchLine = (request: Request): boolean => lines.has(request);
