import type { Contract, Dialect, Origin, SchemaUse, View } from '../contract/model.ts';
import { isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { discriminatorOf } from '../schema/branches.ts';
import { normalize } from '../schema/normalize.ts';
import { buildOperations } from './build-operations.ts';
import { buildSchemas } from './build-schemas.ts';
import { buildSecuritySchemes } from './build-security.ts';
import { buildServers } from './build-servers.ts';
import { buildType } from './build-type.ts';
import { contractExtensions } from './extensions.ts';
import { infer } from './infer/infer.ts';

/** What a Contract is built from: a document that is bundled, checked and overlaid. */
export interface ContractSource {
  readonly value: JsonObject;
  readonly dialect: Dialect;
  origin(pointer: Pointer): Origin;
}

/** Reads a document into a Contract. Pure; parts that few need (normal forms, types) are worked out on first use. */
export function buildContract(source: ContractSource): Contract {
  const { value: document, dialect } = source;
  const info = isObject(document['info']) ? document['info'] : {};
  const uses = new Map<string, SchemaUse>();
  const schemaAt = (pointer: Pointer, view?: View): SchemaUse => {
    const key = `${view ?? ''} ${pointer}`;
    const known = uses.get(key);
    if (known !== undefined) return known;
    const use = schemaUse(contract, pointer, view);
    uses.set(key, use);
    return use;
  };
  const contract: Contract = {
    dialect,
    info: {
      title: String(info['title'] ?? 'API'),
      version: String(info['version'] ?? '0.0.0'),
      ...(typeof info['description'] === 'string' ? { description: info['description'] } : {}),
    },
    servers: buildServers(document['servers']),
    tags: (Array.isArray(document['tags']) ? document['tags'] : []).filter(isObject).map((tag) => ({
      name: String(tag['name']),
      ...(typeof tag['parent'] === 'string' ? { parent: tag['parent'] } : {}),
      ...(typeof tag['description'] === 'string' ? { description: tag['description'] } : {}),
    })),
    securitySchemes: buildSecuritySchemes(
      document,
      contractExtensions(info).name ?? String(info['title'] ?? 'API'),
    ),
    get operations() {
      return operations();
    },
    get webhooks() {
      return webhooks();
    },
    get schemas() {
      return schemas();
    },
    extensions: contractExtensions(info),
    get inferred() {
      return inferred();
    },
    document,
    schemaAt,
    origin: (pointer) => source.origin(pointer),
  };
  const operations = once(() => buildOperations(contract, 'paths'));
  const webhooks = once(() => buildOperations(contract, 'webhooks'));
  const schemas = once(() => buildSchemas(contract));
  const inferred = once(() => infer(contract));
  return contract;
}

function schemaUse(contract: Contract, pointer: Pointer, view: View | undefined): SchemaUse {
  const raw = valueAt(contract.document, pointer);
  if (typeof raw !== 'boolean' && !isObject(raw))
    throw new Error(`${pointer} is not a schema of the document`);
  const normal = once(() => normalize(contract.document, contract.dialect, pointer, view));
  const type = once(() => buildType(contract, pointer));
  const discriminator = once(() => discriminatorOf(contract.document, contract.dialect, pointer));
  return {
    raw: raw as JsonSchema,
    pointer,
    get normal() {
      return normal();
    },
    get type() {
      return type();
    },
    get discriminator() {
      return discriminator();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
