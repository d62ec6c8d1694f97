import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteEvent } from '../../conformance/model.ts';
import type { ShownServer } from '../../conformance/report/curl.ts';
import { githubReport } from '../../conformance/report/github.ts';
import { harReporter } from '../../conformance/report/har.ts';
import { htmlReport } from '../../conformance/report/html.ts';
import { junitReport } from '../../conformance/report/junit.ts';
import { markdownReport } from '../../conformance/report/markdown.ts';
import { ndjsonReporter } from '../../conformance/report/ndjson.ts';
import { createRecord, type RunRecord } from '../../conformance/report/record.ts';
import { createKeywordCoverage } from './keyword-coverage.ts';
import { packageRoot, version } from './package-info.ts';
import type { Reporter } from './report-files.ts';
import type { Subject } from './subject.ts';

/**
 * What all reports of a run are made from, beside its events; secrets are taken out of those before:
 * `Redactor.event`.
 */
export interface ReportSources {
  readonly subject: Subject;
  readonly server: ShownServer;
  readonly notes: readonly string[];
}

/** The kinds of `--report kind=path`, each made on request. */
export function reportKinds({ subject: { contract }, server, notes }: ReportSources): {
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
      const page = readFileSync(join(packageRoot, 'templates/report.html'), 'utf8');
      return atEnd(
        (record) => htmlReport(contract, record, { server, notes, page, keywords: keywords.coverage() }),
        keywords.add,
      );
    },
    junit: () => atEnd((record) => junitReport(contract, record, server)),
    markdown: () => atEnd((record) => markdownReport(contract, record, server, notes)),
    github: () => atEnd((record) => githubReport(contract, record)),
    har() {
      const { entry, end } = harReporter(server.baseUrl, version);
      return { event: (event) => (event.event === 'exchange' ? entry(event.exchange) : undefined), end };
    },
    ndjson: () => ({ event: ndjsonReporter(contract, server) }),
  };
}
