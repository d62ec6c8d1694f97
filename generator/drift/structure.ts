import { type Diagnostic, DiagnosticError, fail } from '../contract/diagnostics.ts';
import type { Contract } from '../contract/model.ts';
import { pathShape } from '../contract/path-shape.ts';
import { child, isObject } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** The shape that a comparison rests on; a fraction of the cost of a full validation, which `lint` does. */
export function checkStructure(contract: Contract): void {
  const wrong: Diagnostic[] = [];
  const expect = (value: unknown, pointer: Pointer, what = 'an object'): value is JsonObject => {
    if (isObject(value)) return true;
    const { file, position } = contract.origin(pointer);
    wrong.push({
      severity: 'error',
      code: 'invalid-document',
      message: `expected ${what}`,
      file,
      pointer,
      ...position(),
    });
    return false;
  };
  const { document } = contract;
  expect(document['info'], '#/info');
  const sections = ['paths', 'webhooks', 'components'].filter((key) => document[key] !== undefined);
  if (sections.length === 0) expect(undefined, '#', '`paths`, `webhooks` or `components`');
  for (const section of sections) {
    const value = document[section];
    if (!expect(value, `#/${section}`)) continue;
    if (section === 'components') {
      checkSchemas(value, expect);
      continue;
    }
    for (const [path, item] of Object.entries(value)) {
      const place = child(`#/${section}`, path);
      if (path.startsWith('x-') || !expect(item, place)) continue;
      for (const method of methods) {
        const operation = item[method];
        if (operation === undefined || !expect(operation, child(place, method), 'an operation')) continue;
        const { responses } = operation;
        if (responses !== undefined) expect(responses, child(place, method, 'responses'));
      }
    }
  }
  if (wrong.length > 0) throw new DiagnosticError(wrong.slice(0, 5));
}

function checkSchemas(
  { schemas }: JsonObject,
  expect: (value: unknown, pointer: Pointer, what?: string) => value is JsonObject,
): void {
  const place = '#/components/schemas';
  if (schemas === undefined || !expect(schemas, place)) return;
  for (const [name, schema] of Object.entries(schemas))
    if (typeof schema !== 'boolean') expect(schema, child(place, name), 'a schema');
}

/**
 * Refuses two documents that describe different APIs: another title and not one path in common, or hardly one where they
 * stand on other hosts too (many APIs have `/v1/files`).
 */
export function refuseStrangers(base: Contract, head: Contract): void {
  const [old, now] = [shapesOf(base), shapesOf(head)];
  if (base.info.title === head.info.title || old.size === 0 || now.size === 0) return;
  const shared = [...now].filter((shape) => old.has(shape)).length;
  const isElsewhere = areApart(hostsOf(base), hostsOf(head));
  if (shared > 0 && !(isElsewhere && shared < Math.max(old.size, now.size) / 10)) return;
  const common = shared === 0 ? 'no path' : `${shared} of ${Math.max(old.size, now.size)} paths and no host`;
  fail({
    code: 'different-apis',
    file: head.origin('#').file,
    message: `${JSON.stringify(base.info.title)} and ${JSON.stringify(head.info.title)} have ${common} in common: they are different APIs`,
    hint: 'Give two versions of one document.',
  });
}

const shapesOf = ({ operations }: Contract): ReadonlySet<string> =>
  new Set(operations.map(({ path }) => pathShape(path)));

const hostsOf = ({ servers }: Contract): ReadonlySet<string> =>
  new Set(servers.flatMap(({ url }) => /^https?:\/\/([^/]+)/i.exec(url)?.[1]?.toLowerCase() ?? []));

/** Whether both documents list servers and have no host in common. */
const areApart = (left: ReadonlySet<string>, right: ReadonlySet<string>): boolean =>
  left.size > 0 && right.size > 0 && ![...left].some((host) => right.has(host));
