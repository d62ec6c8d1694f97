import type { Rule } from 'openapi-plumbline';
import { batchEcho } from './batch-echo.ts';

/** What this API promises beyond its schemas. */
export const rules: readonly Rule[] = [batchEcho];
