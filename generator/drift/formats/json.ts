import type { DriftReport } from '../report.ts';

/** One JSON object, for machines; members only ever get added. */
export const formatJson = (report: DriftReport): string => JSON.stringify(report, null, 2);
