import { type NetworkLimits, networkDefaults } from '../../generator/network/client.ts';

/** Limits on time and memory of exchanges, from flags and configuration. */
export interface NetworkOptions {
  /** Seconds of a whole exchange. */
  readonly timeout?: number;
  /** Bytes of a response body, as sent and once decompressed. */
  readonly maxBody?: number;
}

/** The limits of a run: the flag, else the configuration, else the default. */
export function networkLimits(options: NetworkOptions, configured: NetworkOptions = {}): NetworkLimits {
  const seconds = options.timeout ?? configured.timeout;
  return {
    timeout: seconds === undefined ? networkDefaults.timeout : seconds * 1000,
    maxBody: options.maxBody ?? configured.maxBody ?? networkDefaults.maxBody,
  };
}
