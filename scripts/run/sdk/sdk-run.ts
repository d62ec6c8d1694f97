import { choosePlans } from '../conform-plans.ts';
import type { RunOptions } from '../run-options.ts';
import { settingsOf } from '../run-options.ts';
import type { Subject } from '../subject.ts';
import { mockOf } from '../suite.ts';
import { judgeSdk, type SdkVerdict } from './judge-sdk.ts';
import { loadSdk } from './load-sdk.ts';

/**
 * Judges a generated package against the contract: with the calls of the usual plans, against the built-in mock
 * in-process.
 */
export async function runSdk(subject: Subject, path: string, options: RunOptions): Promise<SdkVerdict> {
  // Planning takes seconds, so the package is loaded first: a mistake in the options is reported at once.
  const sdk = await loadSdk(path);
  const settings = settingsOf(subject, options, false);
  const { plans } = choosePlans(subject, settings);
  return judgeSdk(subject.contract, sdk, plans, mockOf(subject, settings.seed));
}
