import type { Selection } from './selection.ts';

/** Flags of `plumbline conform` that a configuration may give; a flag on the command line wins. */
export interface ConformDefaults extends Selection {
  /** A URL, or `mock`. */
  readonly target?: string;
  readonly seed?: number;
  /** Ends the run after so many requests. */
  readonly maxRequests?: number;
  /** Operation ids; all when absent. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** `i/n` */
  readonly shard?: string;
  /** Paced and billed as a server elsewhere, wherever the target is. */
  readonly live?: boolean;
  /** Calls that cost money and operations that destroy are allowed. */
  readonly yes?: boolean;
  readonly maxPaid?: number;
  readonly maxCost?: number;
  /** Seconds from one request of a live run to the next. */
  readonly pace?: number;
  readonly tokensPerMinute?: number;
  /** Most requests started in a second. */
  readonly rate?: number;
  /** Most requests under way at once, where their order cannot matter. */
  readonly concurrency?: number;
  /** A file that every exchange is appended to. */
  readonly journal?: string;
  /** The environment variable that holds the key. */
  readonly keyEnv?: string;
  /** `kind=path` */
  readonly report?: readonly string[];
  /** A file of known findings. */
  readonly baseline?: string;
  /** A count of operations, a percentage, or ids joined by commas. */
  readonly requireExercised?: string;
  /** Headers, parameters and members that hold a secret. */
  readonly redact?: readonly string[];
  /** A generated package to judge. */
  readonly sdk?: string;
  readonly quiet?: boolean;
  /** With the target `mock`: ids of faults. */
  readonly fault?: readonly string[];
}

/** The names of `ConformDefaults`. */
export const conformDefaultNames = [
  'target',
  'seed',
  'maxRequests',
  'include',
  'exclude',
  'tags',
  'paths',
  'methods',
  'deprecated',
  'shard',
  'live',
  'yes',
  'maxPaid',
  'maxCost',
  'pace',
  'tokensPerMinute',
  'rate',
  'concurrency',
  'journal',
  'keyEnv',
  'report',
  'baseline',
  'requireExercised',
  'redact',
  'sdk',
  'quiet',
  'fault',
] as const satisfies readonly (keyof ConformDefaults)[];

/**
 * The options of a run with what the configuration gives for flags that are absent. A journal has its own target, and so does the
 * judgement of a package.
 */
export function withConformDefaults<Options extends ConformDefaults>(
  options: Options & { readonly resume?: string; readonly replay?: string },
  configured: ConformDefaults = {},
): Options {
  const hasOwnTarget = [options.sdk, options.resume, options.replay].some((each) => each !== undefined);
  const given = conformDefaultNames.flatMap((name) => {
    const isMeant = options[name] === undefined && !(name === 'target' && hasOwnTarget);
    return isMeant && configured[name] !== undefined ? [[name, configured[name]] as const] : [];
  });
  return { ...options, ...Object.fromEntries(given) };
}
