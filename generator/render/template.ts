import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { isObject } from '../json/pointer.ts';
import { packageRoot } from './package-root.ts';

type View = { readonly [name: string]: unknown };

const compiled = new Map<
  string,
  { readonly program: hbs.AST.Program; readonly fill: (view: View) => string }
>();

/**
 * Fills a file of `templates/`. Nothing is escaped here: a view holds text that its emitter has escaped for its place.
 * A name that the view lacks is an error, also inside `{{#if}}` and `{{#each}}`, where Handlebars says nothing.
 */
export function fillTemplate(name: string, view: View): string {
  const known = compiled.get(name) ?? compile(name);
  compiled.set(name, known);
  checkBlock(known.program, [view], name);
  return known.fill(view);
}

function compile(name: string) {
  const text = readFileSync(join(packageRoot(), 'templates', name), 'utf8');
  const template = Handlebars.create().compile(text, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
  });
  return { program: Handlebars.parse(text), fill: (view: View) => template(view) };
}

function checkBlock(program: hbs.AST.Program, scopes: readonly unknown[], template: string): void {
  for (const statement of program.body) {
    if (statement.type === 'MustacheStatement') {
      viewValue((statement as hbs.AST.MustacheStatement).path, scopes, template);
    } else if (statement.type === 'BlockStatement') {
      checkBlockStatement(statement as hbs.AST.BlockStatement, scopes, template);
    } else if (statement.type !== 'ContentStatement' && statement.type !== 'CommentStatement') {
      throw new Error(`templates/${template}: ${statement.type} is not used in templates here`);
    }
  }
}

function checkBlockStatement(
  block: hbs.AST.BlockStatement,
  scopes: readonly unknown[],
  template: string,
): void {
  const value = viewValue(block.params[0], scopes, template);
  const check = (program: hbs.AST.Program | undefined, inner: readonly unknown[]) => {
    if (program !== undefined) checkBlock(program, inner, template);
  };
  switch (block.path.original) {
    case 'if':
      check(isTruthy(value) ? block.program : block.inverse, scopes);
      break;
    case 'unless':
      check(isTruthy(value) ? block.inverse : block.program, scopes);
      break;
    case 'each': {
      if (!Array.isArray(value)) throw new Error(`templates/${template}: {{#each}} takes a list`);
      for (const item of value) check(block.program, [item, ...scopes]);
      if (value.length === 0) check(block.inverse, scopes);
      break;
    }
    default:
      throw new Error(
        `templates/${template}: {{#${String(block.path.original)}}} is not used in templates here`,
      );
  }
}

/** As Handlebars sees it: an empty list is false. */
const isTruthy = (value: unknown): boolean => Boolean(value) && !(Array.isArray(value) && value.length === 0);

function viewValue(
  expression: hbs.AST.Expression | undefined,
  scopes: readonly unknown[],
  template: string,
): unknown {
  if (expression?.type !== 'PathExpression')
    throw new Error(`templates/${template}: only names are used in templates here`);
  const { data, depth, parts, original } = expression as hbs.AST.PathExpression;
  if (data) return undefined;
  return (parts as readonly string[]).reduce<unknown>((holder, part) => {
    if (!isObject(holder) || !Object.hasOwn(holder, part))
      throw new Error(`templates/${template}: the view has no ${String(original)}`);
    return holder[part];
  }, scopes[depth]);
}
