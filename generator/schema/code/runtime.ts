import { formatHelpers } from './formats.ts';
import { lineHelpers } from './lines.ts';
import { messageHelpers } from './messages.ts';

/** A helper of the emitted code: its JavaScript, and the helpers it calls. */
export interface Helper {
  readonly needs: readonly string[];
  /** A function declaration, without `export`. */
  readonly text: string;
}

/**
 * The runtime of the emitted validators. It is text because it is emitted; it holds nothing of any document. `no` makes a
 * problem, `inside` and `because` add where and why on the way out, so that a valid value pays for neither.
 */
const runtime: Readonly<Record<string, Helper>> = {
  no: {
    needs: [],
    text: `function no(actual, instanceLocation, keywordLocation, expected, keyword) {
  return { instanceLocation, keywordLocation, expected, actual, keyword, branch: undefined };
}`,
  },
  inside: {
    needs: [],
    text: `function inside(problem, place) {
  problem.instanceLocation = place + problem.instanceLocation;
  return problem;
}`,
  },
  because: {
    needs: [],
    text: `function because(problem, pointer, propertyName, value) {
  const inner = problem.branch;
  problem.branch = inner === undefined ? { pointer, propertyName, value } : { pointer, propertyName, value, inner };
  return problem;
}`,
  },
  because_all: {
    needs: ['because'],
    text: `function because_all(out, from, pointer, propertyName, value) {
  for (let index = from; index < out.length; index++) because(out[index], pointer, propertyName, value);
}`,
  },
  plainObject: {
    needs: [],
    text: `function plainObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}`,
  },
  own: {
    needs: [],
    text: `function own(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
}`,
  },
  token: {
    needs: [],
    text: `function token(name) {
  return name.replace(/~/g, "~0").replace(/\\//g, "~1");
}`,
  },
  // Characters are code points (2020-12 Validation 6.3.1).
  length: {
    needs: [],
    text: `function length(text) {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      count--;
      index++;
    }
  }
  return count;
}`,
  },
  // Decimal, as JSON numbers are: 4.35 is a multiple of 0.01.
  multiple: {
    needs: [],
    text: `function multiple(value, divisor) {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;
  if (!Number.isFinite(value) || divisor === 0) return false;
  const parts = (number) => {
    const [digits = "0", exponent] = number.toExponential().split("e");
    const fraction = digits.split(".")[1] ?? "";
    return [BigInt(digits.replace(".", "")), Number(exponent) - fraction.length];
  };
  const [a, aScale] = parts(value);
  const [b, bScale] = parts(divisor);
  const scale = Math.min(aScale, bScale);
  return (a * 10n ** BigInt(aScale - scale)) % (b * 10n ** BigInt(bScale - scale)) === 0n;
}`,
  },
  canonical: {
    needs: [],
    text: `function canonical(value) {
  if (Array.isArray(value)) return \`[\${value.map(canonical).join(",")}]\`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return \`{\${members.map(([name, member]) => \`\${JSON.stringify(name)}:\${canonical(member)}\`).join(",")}}\`;
  }
  if (typeof value === "string") return JSON.stringify(value);
  return value === 0 ? "0" : String(value);
}`,
  },
  unique: {
    needs: ['canonical'],
    text: `function unique(items) {
  return items.length < 2 || new Set(items.map(canonical)).size === items.length;
}`,
  },
  tracker: {
    needs: [],
    text: `function tracker() {
  return { all: false, names: new Set(), every: false, items: 0, places: new Set() };
}`,
  },
  absorb: {
    needs: [],
    text: `function absorb(seen, more) {
  if (more.all) seen.all = true;
  if (more.every) seen.every = true;
  if (more.items > seen.items) seen.items = more.items;
  for (const name of more.names) seen.names.add(name);
  for (const place of more.places) seen.places.add(place);
  return true;
}`,
  },
  // Deeply nested and cyclic values run out of stack: that is a verdict, not a crash.
  guarded: {
    needs: ['no'],
    text: `function guarded(check, value) {
  try {
    return check(value);
  } catch (error) {
    if (error instanceof RangeError) return no(value, "", "#", undefined, "depth");
    throw error;
  }
}`,
  },
  guarded_all: {
    needs: ['no'],
    text: `function guarded_all(check, value) {
  const out = [];
  try {
    check(value, "", out);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [no(value, "", "#", undefined, "depth")];
  }
  return out;
}`,
  },
  // Standard Schema, version 1.
  standard: {
    needs: [],
    text: `function standard(validate) {
  return {
    "~standard": {
      version: 1,
      vendor: "plumbline",
      validate(value) {
        const errors = validate(value);
        if (errors.length === 0) return { value };
        return {
          issues: errors.map(({ message, instanceLocation }) => ({
            message,
            path: instanceLocation === "" ? [] : instanceLocation.slice(1).split("/").map((token) => token.replace(/~1/g, "/").replace(/~0/g, "~")),
          })),
        };
      },
    },
  };
}`,
  },
};

/** Everything the emitted code may call. */
const table: Readonly<Record<string, Helper>> = {
  ...runtime,
  ...lineHelpers,
  ...messageHelpers,
  ...formatHelpers,
};

/** The text of a helper; throws when there is none of that name. */
export function helperNamed(name: string): Helper {
  const helper = table[name];
  if (helper === undefined) throw new Error(`there is no runtime helper ${name}`);
  return helper;
}

/** The names of all helpers. */
export const helperNames: ReadonlySet<string> = new Set(Object.keys(table));

/** The helpers named and all they call, in the order of the table. */
export function helperClosure(names: Iterable<string>): readonly string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    helperNamed(name).needs.forEach(add);
  };
  for (const name of names) add(name);
  return [...helperNames].filter((name) => found.has(name));
}
