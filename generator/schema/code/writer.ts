import { fold } from './fold.ts';

/** A line of a function body. A guard `if (a && b) return false;` keeps its conditions, so that what stands around it can join them. */
export interface Line {
  readonly depth: number;
  readonly text: string;
  readonly guard?: readonly string[];
}

/** Writes the body of one function: lines, local names, and what the function needs from outside. */
export interface Writer {
  line(text: string): void;
  /** `if (a && b) return false;` */
  guard(...conditions: readonly string[]): void;
  /** `head {`, the lines of `body`, `}`. */
  block(head: string, body: () => void): void;
  /** `if (test) { ... }`; nothing where the body is empty, one guard where it is one. */
  when(test: string, body: () => void): void;
  /** `if (test) { ... } else { ... }`, without empty branches; `negation` is true when `test` is not. */
  choose(test: string, negation: string, yes: () => void, no: () => void): void;
  /** The lines of `body`, one step further in. */
  indent(body: () => void): void;
  /** What `body` would write, left out of the function. */
  capture(body: () => void): readonly Line[];
  /** Puts captured lines in. */
  put(lines: readonly Line[]): void;
  /** A local name, readable when the hint is, and used once. */
  name(hint: string): string;
  /** Marks a runtime helper as needed and gives its name. */
  helper(name: string): string;
  /** Where schemas stand, as an expression: a local constant where it is used more than once. */
  base(pointer: string): string;
  /** A constant of the module; the same text gives the same name. */
  constant(hint: string, text: string): string;
  /** How the last statement of the function begins; empty where there is none. */
  readonly last: string;
  /** The lines as text, each at most 120 characters wide where it can be broken. */
  readonly lines: readonly string[];
  readonly helpers: ReadonlySet<string>;
  readonly constants: ReadonlyMap<string, string>;
}

const reserved = new Set(
  [
    'arguments await break case catch class const continue debugger default delete do else enum eval export',
    'extends false finally for function if implements import in instanceof interface let new null package',
    'private protected public return static super switch this throw true try typeof undefined var void while',
    'with yield any unknown never string number boolean symbol object type Array Number Object RegExp Set Map',
    'String Boolean Math JSON Symbol value report seen',
  ].flatMap((names) => names.split(' ')),
);

/** A condition that can be joined by `&&`. */
const conjunct = (condition: string): string => (/\|\||\?/.test(condition) ? `(${condition})` : condition);

const guardText = (conditions: readonly string[]): string =>
  conditions.length === 0
    ? 'return false;'
    : `if (${conditions.length === 1 ? conditions.join() : conditions.map(conjunct).join(' && ')}) return false;`;

/** The last guard of a function is its result. */
function ended(lines: readonly Line[]): readonly Line[] {
  const [guard, end] = lines.slice(-2);
  const [condition, ...more] = guard?.guard ?? [];
  if (guard?.depth !== 1 || end?.text !== 'return true;' || condition === undefined || more.length > 0)
    return lines;
  const isCall = /^!\w+\(/.test(guard.text.slice('if ('.length)) && !/ (&&|\|\|) /.test(guard.text);
  return isCall
    ? [
        ...lines.slice(0, -2),
        { depth: 1, text: `return ${guard.text.slice('if (!'.length, -') return false;'.length)};` },
      ]
    : lines;
}

/** @param prefix of module constants, unique in the module; @param helperNames names that locals must not hide */
export function createWriter(prefix: string, helperNames: ReadonlySet<string>): Writer {
  let lines: Line[] = [];
  const helpers = new Set<string>();
  const constants = new Map<string, string>();
  const used = new Map<string, number>();
  let depth = 1;
  const line = (text: string): void => {
    lines.push({ depth, text });
  };
  const guard = (...conditions: readonly string[]): void => {
    lines.push({ depth, text: guardText(conditions), guard: conditions });
  };
  const capture = (body: () => void): readonly Line[] => {
    const outer = lines;
    lines = [];
    depth++;
    try {
      body();
      return lines;
    } finally {
      lines = outer;
      depth--;
    }
  };
  const wrapped = (head: string, body: readonly Line[], foot: string): void => {
    line(head);
    lines.push(...body);
    line(foot);
  };
  const whenLines = (test: string, body: readonly Line[]): void => {
    const [only] = body;
    if (only === undefined) return;
    if (body.length === 1 && only.guard !== undefined) guard(test, ...only.guard);
    else if (body.length === 1 && only.text.startsWith('return ')) line(`if (${test}) ${only.text}`);
    else wrapped(`if (${test}) {`, body, '}');
  };
  const bases = new Map<string, { readonly name: string; readonly index: number; count: number }>();
  const settled = (): readonly Line[] => {
    const shared = [...bases].filter(([, { count }]) => count > 1);
    const all = [...bases];
    const settle = (text: string): string =>
      text.replace(/\ue000(\d+)\ue000/g, (_, index: string) => {
        const [pointer = '', base] = all[Number(index)] ?? [];
        return base !== undefined && base.count > 1 ? base.name : pointer;
      });
    return [
      ...shared.map(([pointer, { name }]) => ({ depth: 1, text: `const ${name} = ${pointer};` })),
      ...lines.map((one) => ({ ...one, text: settle(one.text) })),
    ];
  };
  const named = (hint: string): string => {
    const plain = hint.replace(/[^A-Za-z0-9_]/g, ' ').trim();
    const camel = plain
      .replace(/[\s_]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
      .replace(/_/g, '');
    const start = /^[A-Za-z]/.test(camel) ? camel.charAt(0).toLowerCase() + camel.slice(1) : `at${camel}`;
    const isTaken =
      reserved.has(start) ||
      helperNames.has(start) ||
      /^(check|is|validate|unknownIn)[A-Z0-9]/.test(start) ||
      /Schema$/.test(start);
    const base = (isTaken ? `${start}_` : start).slice(0, 40);
    const count = (used.get(base) ?? 0) + 1;
    used.set(base, count);
    return count === 1 ? base : `${base}_${count}`;
  };
  return {
    base(pointer) {
      const known = bases.get(pointer) ?? { name: named('properties'), index: bases.size, count: 0 };
      bases.set(pointer, known);
      known.count++;
      return `\ue000${known.index}\ue000`;
    },
    line,
    guard,
    block: (head, body) => wrapped(`${head} {`, capture(body), '}'),
    when: (test, body) => whenLines(test, capture(body)),
    choose(test, negation, yes, no) {
      const [then, other] = [capture(yes), capture(no)];
      if (other.length === 0) {
        whenLines(test, then);
        return;
      }
      if (then.length === 0) {
        whenLines(negation, other);
        return;
      }
      if (then.length === 1 && then[0]?.text.startsWith('return ') === true) {
        whenLines(test, then);
        lines.push(...other.map((one) => ({ ...one, depth: one.depth - 1 })));
        return;
      }
      if (other.length === 1 && other[0]?.text.startsWith('return ') === true) {
        whenLines(negation, other);
        lines.push(...then.map((one) => ({ ...one, depth: one.depth - 1 })));
        return;
      }
      line(`if (${test}) {`);
      lines.push(...then);
      const [first] = other;
      const roots = other.filter((one) => one.depth === depth + 1 && !one.text.startsWith('}'));
      if (first?.text.startsWith('if (') === true && roots.length === 1) {
        lines.push({ depth, text: `} else ${first.text}` });
        lines.push(...other.slice(1).map((one) => ({ ...one, depth: one.depth - 1 })));
      } else wrapped('} else {', other, '}');
    },
    indent: (body) => lines.push(...capture(body)),
    capture,
    put: (more) => {
      const [first] = more;
      const shift = first === undefined ? 0 : depth - first.depth;
      lines.push(...more.map((one) => ({ ...one, depth: one.depth + shift })));
    },
    name: named,
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
    get last() {
      return lines.findLast((one) => one.depth === 1 && !one.text.startsWith('}'))?.text ?? '';
    },
    get lines() {
      return ended(settled()).flatMap((one) => fold(`${'  '.repeat(one.depth)}${one.text}`));
    },
    helpers,
    constants,
  };
}
