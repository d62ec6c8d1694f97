import { readFileSync } from 'node:fs';
import type { SuiteEvent } from '../../conformance/model.ts';
import { githubReport } from '../../conformance/report/github.ts';
import { harReporter } from '../../conformance/report/har.ts';
import { htmlReport } from '../../conformance/report/html.ts';
import { junitReport } from '../../conformance/report/junit.ts';
import { markdownReport } from '../../conformance/report/markdown.ts';
import { ndjsonReporter } from '../../conformance/report/ndjson.ts';
import { createRecord, type RunRecord } from '../../conformance/report/record.ts';
import type { Redact } from '../../conformance/report/redact.ts';
import { createKeywordCoverage } from './keyword-coverage.ts';
import { version } from './package-info.ts';
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
export function reportKinds({ subject: { contract }, baseUrl, redact, notes }: ReportSources): {
  readonly [kind: string]: () => Reporter;
} {
  const atEnd = (
    make: (record: RunRecord) => string,
    also: (event: SuiteEvent) => void = () => undefined,
  ): Reporter => {
    const { add, record } = createRecord(contract);
    return {
      event(event) {
        add(event);
        also(event);
        return undefined;
      },
      end: () => make(record()),
    };
  };
  return {
    html() {
      const keywords = createKeywordCoverage(contract);
      const page = readFileSync(templateOf('report.html'), 'utf8');
      return atEnd(
        (record) =>
          htmlReport(contract, record, { baseUrl, redact, notes, page, keywords: keywords.coverage() }),
        keywords.add,
      );
    },
    junit: () => atEnd((record) => junitReport(contract, record, baseUrl, redact)),
    markdown: () => atEnd((record) => markdownReport(contract, record, baseUrl, redact, notes)),
    github: () => atEnd((record) => githubReport(contract, record, redact)),
    har() {
      const { entry, end } = harReporter(baseUrl, version, redact);
      return { event: (event) => (event.event === 'exchange' ? entry(event.exchange) : undefined), end };
    },
    ndjson: () => ({ event: ndjsonReporter(contract, baseUrl, redact) }),
  };
}

/** Templates stand beside `scripts/` in the repository, and beside `dist/` in the package. */
function templateOf(name: string): URL {
  const isBuilt = import.meta.url.endsWith('.js');
  return new URL(`${isBuilt ? '../../..' : '../..'}/templates/${name}`, import.meta.url);
}
