/** Writes the body of one function: lines, local names, and what the function needs from outside. */
export interface Writer {
  line(text: string): void;
  /** `head {`, the lines of `body`, `}`. */
  block(head: string, body: () => void): void;
  /** `if (test) { ... } else { ... }`; an empty else is left out. */
  choose(test: string, yes: () => void, no: () => void): void;
  /** A local name, readable when the hint is, and used once. */
  name(hint: string): string;
  /** Marks a runtime helper as needed and gives its name. */
  helper(name: string): string;
  /** A constant of the module; the same text gives the same name. */
  constant(hint: string, text: string): string;
  readonly lines: readonly string[];
  readonly helpers: ReadonlySet<string>;
  readonly constants: ReadonlyMap<string, string>;
}

const reserved = new Set([
  ...[
    'arguments',
    'await',
    'break',
    'case',
    'catch',
    'class',
    'const',
    'continue',
    'debugger',
    'default',
    'delete',
  ],
  ...[
    'do',
    'else',
    'enum',
    'eval',
    'export',
    'extends',
    'false',
    'finally',
    'for',
    'function',
    'if',
    'implements',
  ],
  ...[
    'import',
    'in',
    'instanceof',
    'interface',
    'let',
    'new',
    'null',
    'package',
    'private',
    'protected',
    'public',
  ],
  ...[
    'return',
    'static',
    'super',
    'switch',
    'this',
    'throw',
    'true',
    'try',
    'typeof',
    'undefined',
    'var',
    'void',
  ],
  ...['while', 'with', 'yield', 'Array', 'Number', 'Object', 'RegExp', 'Set', 'value', 'path', 'out', 'seen'],
]);

/** @param prefix of module constants, unique in the module; @param helperNames names that locals must not hide */
export function createWriter(prefix: string, helperNames: ReadonlySet<string>): Writer {
  const lines: string[] = [];
  const helpers = new Set<string>();
  const constants = new Map<string, string>();
  const used = new Map<string, number>();
  let depth = 1;
  const line = (text: string): void => {
    lines.push(`${'  '.repeat(depth)}${text}`);
  };
  const indented = (body: () => void): void => {
    depth++;
    body();
    depth--;
  };
  return {
    line,
    block(head, body) {
      line(`${head} {`);
      indented(body);
      line('}');
    },
    choose(test, yes, no) {
      line(`if (${test}) {`);
      const before = lines.length;
      indented(yes);
      if (lines.length === before) indented(() => line('// Nothing more is asked of it.'));
      const start = lines.length;
      indented(no);
      const other = lines.splice(start);
      const [first = ''] = other;
      const indent = '  '.repeat(depth + 1);
      const atBase = other.filter((text) => text.startsWith(indent) && text.charAt(indent.length) !== ' ');
      const isChain =
        first.startsWith(`${indent}if (`) &&
        atBase.filter((text) => !text.startsWith(`${indent}}`)).length === 1;
      if (other.length === 0) line('}');
      else if (isChain) {
        line(`} else ${first.trimStart()}`);
        lines.push(...other.slice(1).map((text) => text.slice(2)));
      } else {
        line('} else {');
        lines.push(...other);
        line('}');
      }
    },
    name(hint) {
      const plain = hint.replace(/[^A-Za-z0-9_]/g, ' ').trim();
      const camel = plain
        .replace(/[\s_]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
        .replace(/_/g, '');
      const start = /^[A-Za-z]/.test(camel) ? camel.charAt(0).toLowerCase() + camel.slice(1) : `at${camel}`;
      const isTaken =
        reserved.has(start) || helperNames.has(start) || /^(check|all|is|validate)[A-Z0-9]/.test(start);
      const base = (isTaken ? `${start}_` : start).slice(0, 40);
      const count = (used.get(base) ?? 0) + 1;
      used.set(base, count);
      return count === 1 ? base : `${base}_${count}`;
    },
    helper(name) {
      helpers.add(name);
      return name;
    },
    constant(hint, text) {
      const known = constants.get(text);
      if (known !== undefined) return known;
      const name = `${prefix}_${hint}${constants.size + 1}`;
      constants.set(text, name);
      return name;
    },
    lines,
    helpers,
    constants,
  };
}
