import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { keyParameters, valueIn } from '../../../generator/contract/resources.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange } from '../../model.ts';
import { headerIn, jsonBody } from '../state/pool.ts';
import { isOk } from './scenario.ts';

/** The path parameters with which other operations address the created item; `undefined` where they are not known. */
export function pathOfCreated(
  resource: Resource,
  made: Exchange | undefined,
): ((operation: Operation) => Arguments['path']) | undefined {
  if (!isOk(made)) return undefined;
  const sent = made.testCase.arguments;
  const { created } = resource;
  const last = headerIn(made, 'location')
    ?.split(/[?#]/)[0]
    ?.split('/')
    .findLast((each) => each !== '');
  const key: unknown =
    created?.in === 'response'
      ? (valueIn(jsonBody(made), created.members) ?? last)
      : created?.in === 'request'
        ? valueIn(sent.body?.value, created.members)
        : created?.in === 'location'
          ? last
          : undefined;
  if (created?.in !== 'path' && typeof key !== 'string' && typeof key !== 'number') return undefined;
  return (operation) => {
    const own = keyParameters(resource, operation.path);
    // The parents are those of the creation; their parameters may have other names.
    const above = Object.values(sent.path);
    const names = [...operation.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
    const before = names.slice(0, own[0] === undefined ? names.length : names.indexOf(own[0]));
    return {
      ...Object.fromEntries(
        before.flatMap((name, index) => (above[index] === undefined ? [] : [[name, above[index]]])),
      ),
      ...(created?.in === 'path' ? sent.path : Object.fromEntries(own.slice(-1).map((name) => [name, key]))),
    };
  };
}

/** The path parameters with which another item is created beside one: below the same parents. */
export const pathBeside = (resource: Resource, made: Exchange, maker: Operation): Arguments['path'] => {
  const own = resource.created?.in === 'path' ? keyParameters(resource, maker.path) : [];
  return Object.fromEntries(
    Object.entries(made.testCase.arguments.path).filter(([name]) => !own.includes(name)),
  );
};

/** The path parameters of the collection in which an item was created. */
export const pathOfList = (made: Exchange | undefined, list: Operation): Arguments['path'] => {
  const above = Object.values(made?.testCase.arguments.path ?? {});
  const names = [...list.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  return Object.fromEntries(
    names.flatMap((name, index) => (above[index] === undefined ? [] : [[name, above[index]]])),
  );
};

/** The path to the key in an item. */
export const memberOfKey = ({ keys }: Resource): readonly string[] => keys.at(-1)?.member ?? ['id'];

/** The key of the created item, as lists show it. */
export const keyOfCreated = (resource: Resource, made: Exchange | undefined): unknown => {
  const { delete: remove, retrieve, update, replace } = resource.operations;
  const operation = retrieve ?? remove ?? update ?? replace;
  const name = operation === undefined ? undefined : keyParameters(resource, operation.path).at(-1);
  return operation === undefined || name === undefined
    ? undefined
    : pathOfCreated(resource, made)?.(operation)[name];
};
