import type { IncomingMessage } from 'node:http';
import { pairsOf } from './headers.ts';

/** Why two servers could disagree about the end or the recipient of a request; `undefined` where they cannot. */
export function framingProblem({ rawHeaders, headers }: IncomingMessage): string | undefined {
  const names = pairsOf(rawHeaders).map(([name]) => name.toLowerCase());
  if (names.filter((name) => name === 'host').length > 1) return 'more than one Host';
  if (names.filter((name) => name === 'content-length').length > 1) return 'more than one Content-Length';
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return `the transfer coding ${JSON.stringify(coding)} is not forwarded: only chunked is`;
  if (coding !== undefined && names.includes('content-length'))
    return 'both Content-Length and Transfer-Encoding';
  return undefined;
}
