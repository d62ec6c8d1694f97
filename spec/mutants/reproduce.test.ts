import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Handler } from 'openapi-plumbline';
import { listen } from 'openapi-plumbline/mock';
import { describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { Finding, Mutant } from '../../conformance/model.ts';
import { curlScript } from '../../conformance/report/curl.ts';
import { httpTransport } from '../../conformance/transport/http.ts';
import { networkDefaults } from '../../generator/network/client.ts';
import { counted } from '../../generator/testing/counted.ts';
import { isFull } from '../../generator/testing/figure.ts';
import { loadSubject } from '../../scripts/run/subject.ts';
import { mockOf, openSuite } from '../../scripts/run/suite.ts';
import { mutants } from './index.ts';

/** The shell lines that a finding prints, alone, against the mutant and against the correct server. */

const run = promisify(execFile);
const subject = await loadSubject(undefined);
const { contract } = subject;
const rules = subject.config?.rules ?? [];

/** What a script prints, without what differs from one run to the next. */
async function outputOf(script: string): Promise<string> {
  const { stdout, stderr } = await run('bash', ['-c', script], {
    env: { ...process.env, MOONSHOT_API_KEY: 'plumbline-harness-key' },
    encoding: 'latin1',
  });
  const ids = new Map<string, string>();
  return `${stdout}${stderr}`
    .split(/\r?\n/)
    .filter(
      (line) =>
        !/^(date|msh-|x-msh|server-timing|x-request-id|connection|keep-alive|content-length):?/i.test(line),
    )
    .join('\n')
    .replace(/(?:file-|batch_|cmpl-)[0-9a-f]+/g, (id) => {
      // Equal ids stay equal, and different ones different.
      const name = ids.get(id) ?? `id ${ids.size + 1}`;
      ids.set(id, name);
      return name;
    })
    .replace(/1\d{9}/g, 'TIME');
}

async function findingOf(mutant: Mutant, url: string): Promise<Finding | undefined> {
  const { parts } = openSuite(subject, { target: 'mock', seed: 1 });
  const transport = httpTransport(url, networkDefaults);
  const include =
    mutant.operations === undefined || mutant.operations.length > 8 ? {} : { include: mutant.operations };
  try {
    const plans = planCases(contract, { seed: 1, rules, ...include });
    for await (const event of runSuite({ ...parts, transport, plans }))
      if (event.event === 'failure' && mutant.caughtBy.includes(event.finding.check)) return event.finding;
    return undefined;
  } finally {
    await transport.close();
  }
}

async function shows(mutant: Mutant): Promise<boolean> {
  const served = (handler: Handler) => listen(handler, 0);
  const broken = await served(mutant.breakServer(mockOf(subject, 1), contract));
  try {
    const finding = await findingOf(mutant, broken.url);
    if (finding === undefined) return false;
    const script = curlScript(contract, finding, { baseUrl: broken.url });
    const shown = await outputOf(script);
    const correct = await served(mockOf(subject, 1));
    try {
      return shown !== (await outputOf(script.replaceAll(broken.url, correct.url)));
    } finally {
      await correct.close();
    }
  } finally {
    await broken.close();
  }
}

/** Every ninth, so that all classes take part; what waits for seconds is left out. */
const chosen = mutants.filter(({ id }, index) => id !== 'SLOW' && index % 9 === 4).slice(0, isFull ? 20 : 2);

counted(8, 'mutants over HTTP: the curl lines of a finding alone show the fault', '20 of 20');

describe('the shell lines of a finding show the fault alone', () => {
  it.each(chosen.map((mutant) => [mutant.id, mutant] as const))(
    '%s',
    { timeout: 240_000 },
    async (_, mutant) => expect(await shows(mutant)).toBe(true),
  );
});
