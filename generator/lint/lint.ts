import type { JsonObject } from '../json/types.ts';
import type { Finding, LintRule } from './finding.ts';
import { badPattern } from './rules/bad-pattern.ts';
import { bodyMeaning } from './rules/body-meaning.ts';
import { discriminatorProperty } from './rules/discriminator-property.ts';
import { emptyResponse } from './rules/empty-response.ts';
import { emptyWebhooks } from './rules/empty-webhooks.ts';
import { invalidDefault } from './rules/invalid-default.ts';
import { invalidExample } from './rules/invalid-example.ts';
import { linkTarget } from './rules/link-target.ts';
import { lostDiscriminator } from './rules/lost-discriminator.ts';
import { missingClientError } from './rules/missing-client-error.ts';
import { missingOperationId } from './rules/missing-operation-id.ts';
import { narrowerEnum } from './rules/narrower-enum.ts';
import { overlappingBranches } from './rules/overlapping-branches.ts';
import { parameterMeaning } from './rules/parameter-meaning.ts';
import { pathTemplate } from './rules/path-template.ts';
import { proseStream } from './rules/prose-stream.ts';
import { requiredDefault } from './rules/required-default.ts';
import { runtimeExpression } from './rules/runtime-expression.ts';
import { schemaMeaning } from './rules/schema-meaning.ts';
import { securityRequirement } from './rules/security-requirement.ts';
import { serverUrl } from './rules/server-url.ts';
import { tag } from './rules/tag.ts';
import { unequalMapping } from './rules/unequal-mapping.ts';
import { unsatisfiable } from './rules/unsatisfiable.ts';
import { unusedComponent } from './rules/unused-component.ts';
import { operationsOf, schemasOf } from './schemas.ts';

const rules: readonly LintRule[] = [
  invalidDefault,
  unsatisfiable,
  lostDiscriminator,
  unequalMapping,
  overlappingBranches,
  requiredDefault,
  emptyResponse,
  missingOperationId,
  missingClientError,
  narrowerEnum,
  proseStream,
  badPattern,
  invalidExample,
  unusedComponent,
  emptyWebhooks,
  pathTemplate,
  parameterMeaning,
  bodyMeaning,
  securityRequirement,
  serverUrl,
  linkTarget,
  runtimeExpression,
  tag,
  discriminatorProperty,
  schemaMeaning,
];

/** The defects of a bundled document, in the order of the rules. */
export function lint(document: JsonObject): readonly Finding[] {
  const subject = { document, schemas: schemasOf(document), operations: operationsOf(document) };
  return rules.flatMap((rule) => rule(subject));
}

/** The patterns of a document that validators match against short texts only; reported when they are generated. */
export const slowPatterns = (document: JsonObject): readonly Finding[] =>
  badPattern({ document, schemas: schemasOf(document), operations: [] }).filter(
    ({ code }) => code === 'pattern-backtracks',
  );
