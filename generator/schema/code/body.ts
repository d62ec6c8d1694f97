import type { TypeName } from '../../json/type-of.ts';
import type { Pointer } from '../../json/types.ts';
import type { DynamicScope } from '../references.ts';
import { type Path, placeOf, pointerLiteral, quoted, reportAndPlace, type Test } from './expressions.ts';
import type { Linker, Tag } from './linker.ts';
import type { Writer } from './writer.ts';

/** The function body being written. */
export interface Body {
  readonly linker: Linker;
  readonly writer: Writer;
  readonly scope: DynamicScope;
  /** Whether the function ends after what is written now, so that it may return. */
  readonly isLast: boolean;
  /** Whether only the verdict is wanted, and no error is reported. */
  readonly isTest: boolean;
}

/** The value that a schema is applied to: its expression, its place, and the tracker of what was evaluated. */
export interface Subject {
  readonly value: string;
  readonly path: Path;
  /** The type the value is known to have. */
  readonly known?: TypeName;
  /** The member that chose this schema among others, and the values of it that do. */
  readonly tag?: Tag;
  /** The tracker that notes evaluated members and items, where a keyword needs them. */
  readonly track?: string;
}

/** More is written after what is written now. */
export const within = (body: Body): Body => (body.isLast ? { ...body, isLast: false } : body);

/** The call that notes an error; true when the check goes on. */
export function noted(
  { writer }: Body,
  { value, path }: Subject,
  at: Pointer,
  expected?: string,
  keyword?: string,
): string {
  const end = at.lastIndexOf('/');
  const place = keyword === undefined ? placeOf(path, at.slice(0, end), writer.helper) : undefined;
  if (place !== undefined && end > 0) {
    const base = place.name === undefined ? pointerLiteral(place.at) : writer.base(pointerLiteral(place.at));
    const name = place.name === undefined ? 'undefined' : quoted(place.name);
    const args = [place.report, value, base, name, quoted(at.slice(end + 1)), expected];
    return `${writer.helper('no')}(${args.filter((argument) => argument !== undefined).join(', ')})`;
  }
  const { report, place: rest } = reportAndPlace(path, writer.helper);
  const more = keyword === undefined ? [expected] : [expected ?? 'undefined', quoted(keyword)];
  const args = [report, value, quoted(rest), pointerLiteral(at), ...more];
  return `${writer.helper('noAt')}(${args.filter((argument) => argument !== undefined).join(', ')})`;
}

/** Writes what notes an error. */
export function fail(body: Body, subject: Subject, at: Pointer, expected?: string, keyword?: string): void {
  if (body.isTest) {
    body.writer.guard();
    return;
  }
  const call = noted(body, subject, at, expected, keyword);
  if (body.isLast) body.writer.line(`return ${call};`);
  else body.writer.guard(`!${call}`);
}

/**
 * Notes an error where `broken` holds, and writes the checks for values where it does not.
 * @param keyword where the place does not end with its name
 */
export function demand(
  body: Body,
  broken: Test,
  subject: Subject,
  at: Pointer,
  expected?: string,
  otherwise?: (body: Body) => void,
  keyword?: string,
): void {
  const { writer } = body;
  if (body.isTest) {
    writer.guard(broken[0]);
    otherwise?.(body);
    return;
  }
  const call = noted(body, subject, at, expected, keyword);
  const rest = otherwise === undefined ? [] : writer.capture(() => otherwise(body));
  const [is, isNot] = broken;
  if (rest.length === 0) writer.guard(is, `!${call}`);
  else if (body.isLast) {
    writer.line(`if (${is}) return ${call};`);
    writer.put(rest);
  } else
    writer.choose(
      is,
      isNot,
      () => writer.guard(`!${call}`),
      () => writer.put(rest),
    );
}
