import { Option } from 'commander';
import { bytes, collect, positiveSeconds } from './option-values.ts';

/** Options that several verbs share. */

/** `--overlay`. */
export const overlay = (): Option =>
  new Option('--overlay <file>', 'overlay to apply (repeatable)').argParser(collect);
/** `--allow-host`. */
export const allowHost = (): Option =>
  new Option('--allow-host <host>', 'a host that references may point to (repeatable)').argParser(collect);
/** `--allow-path`. */
export const allowPath = (): Option =>
  new Option('--allow-path <folder>', 'a folder that references may point into (repeatable)').argParser(
    collect,
  );
/** `--strict`. */
export const strict = (): Option => new Option('--strict', 'treat warnings about the document as errors');
/** `--strength`. */
export const strength = (): Option =>
  new Option(
    '--strength <which>',
    'how much of the contract is asserted: the document, its prose too, or all overlays (the configured one, else full)',
  ).choices(['document', 'prose', 'full']);

/** `--timeout` of one exchange. */
export const timeout = (): Option =>
  new Option('--timeout <seconds>', 'longest time for one request and its whole response (30)').argParser(
    positiveSeconds,
  );
/** `--max-body` of one response. */
export const maxBody = (): Option =>
  new Option('--max-body <bytes>', 'longest response body that is read, decompressed too (8MB)').argParser(
    bytes,
  );
/** `-H` of a run. */
export const header = (): Option =>
  new Option(
    '-H, --header <line>',
    "a header for every request, 'Name: value'; $NAME in the value is taken from the environment (repeatable)",
  ).argParser(collect);
