import { ndjsonReporter } from '../conformance/report/ndjson.ts';
import type { Redact } from '../conformance/report/redact.ts';
import type { Reporter } from './report-files.ts';
import type { Subject } from './subject.ts';

/** What all reports of a run are made from. */
export interface ReportSources {
  readonly subject: Subject;
  readonly baseUrl: string;
  readonly redact: Redact;
  readonly notes: readonly string[];
}

/** The kinds of `--report kind=path`, each made when it is asked for. */
export const reportKinds = ({
  subject: { contract },
  baseUrl,
  redact,
}: ReportSources): { readonly [kind: string]: () => Reporter } => ({
  ndjson: () => ({ event: ndjsonReporter(contract, baseUrl, redact) }),
});
