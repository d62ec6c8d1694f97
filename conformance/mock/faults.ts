import type { Behaviour } from '../model.ts';
import { type FaultKind, generalFaults } from './fault-kinds.ts';
import { type MockResponse, toResponse } from './reply.ts';
import { alterEach } from './stream-events.ts';

/** A fault as written: `status=503`, `stream-cut=3`, `quota`; with `*2`, for the next two requests only. */
export interface Fault {
  readonly id: string;
  readonly value: string | undefined;
  /** Remaining requests that it affects; unlimited when absent. */
  readonly count: number | undefined;
}

/** The faults of a mock: the common ones, and those of its behaviours. */
export interface Faults {
  /** Id to title, in order. */
  readonly titles: ReadonlyMap<string, string>;
  /** Parses a fault; `undefined` for an unknown name. */
  parse(text: string): Fault | undefined;
  add(fault: Fault): void;
  readonly active: readonly Fault[];
  reset(): void;
  /** Applies the active faults, and those of a request header, to a request. */
  around(header: string | null, respond: () => Promise<MockResponse>): Promise<MockResponse>;
}

export function createFaults(behaviours: readonly Behaviour[]): Faults {
  const kinds = new Map<string, FaultKind>();
  const begin = (): void => {
    for (const [id, kind] of Object.entries(generalFaults())) kinds.set(id, kind);
  };
  begin();
  for (const { faults = {} } of behaviours)
    for (const [id, { title, respond, alter }] of Object.entries(faults))
      kinds.set(id, {
        title,
        ...(respond === undefined ? {} : { before: respond }),
        ...(alter === undefined ? {} : { after: (response) => alterEach(response, alter) }),
      });
  let active: Fault[] = [];
  const parse = (text: string): Fault | undefined => {
    const [, id = '', value, count] = /^([\w-]+)(?:=([^*]*))?(?:\*(\d{1,9}))?$/.exec(text.trim()) ?? [];
    return kinds.has(id) ? { id, value, count: count === undefined ? undefined : Number(count) } : undefined;
  };
  const spoilt = async (
    header: string | null,
    respond: () => Promise<MockResponse>,
  ): Promise<MockResponse> => {
    const requested = (header ?? '').split(',').flatMap((text) => parse(text) ?? []);
    const now = [...active, ...requested];
    active = active.flatMap((fault) =>
      fault.count === undefined ? [fault] : fault.count > 1 ? [{ ...fault, count: fault.count - 1 }] : [],
    );
    for (const { id, value } of now) {
      const response = await kinds.get(id)?.before?.(value);
      if (response !== undefined) return response;
    }
    return now.reduce(
      (response, { id, value }) => kinds.get(id)?.after?.(response, value) ?? response,
      toResponse(await respond()),
    );
  };
  return {
    titles: new Map([...kinds].map(([id, { title }]) => [id, title])),
    parse,
    add: (fault) => {
      active.push(fault);
    },
    get active() {
      return active;
    },
    reset() {
      active = [];
      begin();
    },
    around: (header, respond) =>
      header === null && active.length === 0 ? respond() : spoilt(header, respond),
  };
}
