import { ConfigurationError } from 'moonshot-plumbline';
import { isStandardSchema, type JsonSchemaObject, type StandardSchema } from './standard-schema.ts';

/**
 * The JSON Schema to send for a schema of the caller. A Standard Schema must be able to give one (`~standard.jsonSchema`).
 * Throws a ConfigurationError that names the place of what the API's flavour of JSON Schema does not allow. `option` is the
 * argument at fault in that error.
 */
export async function schemaToSend(
  option: string,
  schema: JsonSchemaObject | StandardSchema,
): Promise<JsonSchemaObject> {
  const sent = isStandardSchema(schema) ? standardToJson(option, schema) : schema;
  // Loaded with the first schema: who sends none does not load it.
  const { checkMfjs } = await import('./mfjs/mfjs.ts');
  const finding = checkMfjs(JSON.stringify(sent));
  if (finding !== undefined)
    throw new ConfigurationError(
      option,
      `the schema is not valid Moonshot Flavored JSON Schema: ${finding.message}${finding.hint === undefined ? '' : ` (${finding.hint})`}`,
    );
  return sent;
}

function standardToJson(option: string, schema: StandardSchema): JsonSchemaObject {
  const { jsonSchema, vendor } = schema['~standard'];
  if (jsonSchema === undefined)
    throw new ConfigurationError(
      option,
      `this version of ${vendor} gives no JSON Schema (~standard.jsonSchema); update it, or pass a JSON Schema`,
    );
  // The flavour has no $schema.
  const { $schema, ...rest } = jsonSchema.input({ target: 'draft-2020-12' });
  return rest;
}
