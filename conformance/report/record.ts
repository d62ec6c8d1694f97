import type { Contract } from '../../generator/contract/model.ts';
import { createExercise, type Exercise } from '../coverage/exercise.ts';
import type { Finding, SuiteEvent, Summary } from '../model.ts';

/** How often a check had each verdict, for one operation or one discriminator value of it. */
export interface Cell {
  passed: number;
  failed: number;
  undetermined: number;
}

/** A row of the matrix. */
export interface MatrixRow {
  readonly operationId: string;
  readonly discriminatorValue: string | undefined;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Milliseconds of each exchange, in order. */
  readonly latencies: readonly number[];
}

/** Everything of a run that reports need at its end. */
export interface RunRecord {
  readonly target: string;
  readonly seed: number;
  readonly checks: readonly string[];
  readonly rows: readonly MatrixRow[];
  readonly findings: readonly Finding[];
  /** Absent when the run broke off. */
  readonly summary: Summary | undefined;
  /** What accepted valid requests reached, and what could not be decided. */
  readonly exercise: Exercise;
}

/** Collects a run for the reports that need all of it. */
export function createRecord(contract: Contract): { add(event: SuiteEvent): void; record(): RunRecord } {
  const rows = new Map<string, MatrixRow & { cells: Map<string, Cell>; latencies: number[] }>();
  const findings: Finding[] = [];
  const ran = new Set<string>();
  const exercise = createExercise(contract);
  let target = '';
  let seed = 0;
  let summary: Summary | undefined;
  const rowOf = (operationId: string, discriminatorValue: string | undefined) => {
    const key = `${operationId}\0${discriminatorValue ?? ''}`;
    const known = rows.get(key);
    if (known !== undefined) return known;
    const row = { operationId, discriminatorValue, cells: new Map<string, Cell>(), latencies: [] };
    rows.set(key, row);
    return row;
  };
  return {
    add(event) {
      exercise.add(event);
      switch (event.event) {
        case 'suiteStarted':
          target = event.target;
          seed = event.seed;
          break;
        case 'exchange': {
          const { testCase, milliseconds, response } = event.exchange;
          if (response.status > 0)
            rowOf(testCase.operationId, testCase.discriminatorValue).latencies.push(milliseconds);
          break;
        }
        case 'verdict': {
          if (event.verdict.kind === 'notApplicable') break;
          ran.add(event.check);
          const { operationId, discriminatorValue } = event.exchange.testCase;
          const { cells } = rowOf(operationId, discriminatorValue);
          const cell = cells.get(event.check) ?? { passed: 0, failed: 0, undetermined: 0 };
          cells.set(event.check, cell);
          if (event.verdict.kind === 'pass') cell.passed++;
          else if (event.verdict.kind === 'fail') cell.failed++;
          else cell.undetermined++;
          break;
        }
        case 'failure':
          findings.push(event.finding);
          ran.add(event.finding.check);
          break;
        case 'suiteFinished':
          summary = event.summary;
          break;
        default:
          event satisfies never;
      }
    },
    record() {
      // In the document's order, each operation before its values.
      const order = new Map(contract.operations.map(({ operationId }, index) => [operationId, index]));
      const sorted = [...rows.values()].sort(
        (a, b) => (order.get(a.operationId) ?? 0) - (order.get(b.operationId) ?? 0),
      );
      return {
        target,
        seed,
        checks: [...ran].sort(),
        rows: sorted,
        findings,
        summary,
        exercise: exercise.exercise(),
      };
    },
  };
}
