import { escapeRegExp } from '../json/escape.ts';

/** A path template as a pattern: its parameters' names in order, and one group each. */
export interface PathTemplate {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Characters outside parameters. */
  readonly literals: number;
}

/** Compiles `/pets/{petId}`; a parameter matches anything but a slash. */
export function compileTemplate(path: string): PathTemplate {
  const names: string[] = [];
  let literals = 0;
  const source = path.split(/(\{[^}]*\})/).map((part) => {
    if (part.startsWith('{') && part.endsWith('}')) {
      names.push(part.slice(1, -1));
      return '([^/]+)';
    }
    literals += part.length;
    return escapeRegExp(part);
  });
  return { pattern: new RegExp(`^${source.join('')}$`, 'u'), names, literals };
}
