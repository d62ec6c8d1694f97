import { valueIn } from '../../generator/contract/resources.ts';
import type { Exchange } from '../model.ts';

/** By which status, and which value at which place of its body, a response is recognised. */
export interface ResponseMark {
  readonly status: number;
  readonly members: readonly string[];
  readonly value: string;
}

/** Whether a response has the mark. */
export function isMarked({ response }: Pick<Exchange, 'response'>, mark: ResponseMark | undefined): boolean {
  if (mark === undefined || response.status !== mark.status) return false;
  try {
    return valueIn(JSON.parse(new TextDecoder().decode(response.body)), mark.members) === mark.value;
  } catch {
    return false;
  }
}
