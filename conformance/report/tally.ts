import type { Contract } from '../../generator/contract/model.ts';
import { createExercise, type Exercise } from '../coverage/exercise.ts';
import type { Finding, SuiteEvent, Summary } from '../model.ts';

/** The requests for one operation, or for one discriminator value of it. */
export interface Row {
  valid: number;
  invalid: number;
  auth: number;
  undetermined: number;
  failures: number;
  warnings: number;
}

/** The matrix of a run: operations in the order of the document, discriminator values in the order of the mapping. */
export interface Tally {
  readonly operations: ReadonlyMap<string, Row>;
  readonly values: ReadonlyMap<string, ReadonlyMap<string, Row>>;
  /** The operations with cases. */
  readonly planned: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly summary: Summary | undefined;
  /** What accepted valid requests reached, and what could not be decided. */
  readonly exercise: Exercise;
}

const emptyRow = (): Row => ({ valid: 0, invalid: 0, auth: 0, undetermined: 0, failures: 0, warnings: 0 });

/** Adds up events as they arrive. */
export function createTally(contract: Contract): { readonly tally: Tally; add(event: SuiteEvent): void } {
  const operations = new Map(contract.operations.map(({ operationId }) => [operationId, emptyRow()]));
  const values = new Map<string, Map<string, Row>>();
  const planned = new Set<string>();
  const findings: Finding[] = [];
  let summary: Summary | undefined;
  const exercise = createExercise(contract);
  const rows = (operationId: string, value: string | undefined): readonly Row[] => {
    const row = operations.get(operationId);
    const own = value === undefined ? undefined : values.get(operationId)?.get(value);
    return [row, own].filter((each) => each !== undefined);
  };
  return {
    tally: {
      operations,
      values,
      planned,
      findings,
      get summary() {
        return summary;
      },
      get exercise() {
        return exercise.exercise();
      },
    },
    add(event) {
      exercise.add(event);
      switch (event.event) {
        case 'suiteStarted':
          for (const { operationId, discriminatorValue } of event.plans) {
            planned.add(operationId);
            if (discriminatorValue === undefined) continue;
            const columns = values.get(operationId) ?? new Map<string, Row>();
            if (!columns.has(discriminatorValue)) columns.set(discriminatorValue, emptyRow());
            values.set(operationId, columns);
          }
          break;
        case 'exchange': {
          const { operationId, discriminatorValue, credentials, intent } = event.exchange.testCase;
          for (const row of rows(operationId, discriminatorValue))
            row[credentials !== 'valid' ? 'auth' : intent === 'valid' ? 'valid' : 'invalid']++;
          break;
        }
        case 'verdict':
          if (event.verdict.kind !== 'undetermined') break;
          for (const row of rows(
            event.exchange.testCase.operationId,
            event.exchange.testCase.discriminatorValue,
          ))
            row.undetermined++;
          break;
        case 'failure': {
          const { operationId, severity, exchange } = event.finding;
          findings.push(event.finding);
          for (const row of rows(operationId, exchange.testCase.discriminatorValue))
            row[severity === 'error' ? 'failures' : 'warnings']++;
          break;
        }
        case 'suiteFinished':
          summary = event.summary;
          break;
        default:
          event satisfies never;
      }
    },
  };
}
