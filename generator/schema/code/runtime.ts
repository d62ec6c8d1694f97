import { formatHelpers } from './formats.ts';

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
  if (Number.isInteger(value) && Number.isInteger(divisor)) return value % divisor === 0;
  const parts = (number) => {
    const [digits, exponent] = number.toExponential().split("e");
    const fraction = digits.split(".")[1] || "";
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
  if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
  if (typeof value === "object" && value !== null) {
    return "{" + Object.keys(value).sort().map((name) => JSON.stringify(name) + ":" + canonical(value[name])).join(",") + "}";
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
  // Which members the document names, by place: asked for by `strangers` only.
  knows: {
    needs: [],
    text: `function knows(out, value, path, names, at) {
  if (out.known === undefined) return;
  const place = out.known.get(path) || { value, names: new Set(), at, open: false };
  for (const name of names) place.names.add(name);
  out.known.set(path, { ...place, value });
}`,
  },
  opens: {
    needs: [],
    text: `function opens(out, path) {
  if (out.known === undefined) return;
  const place = out.known.get(path) || { value: undefined, names: new Set(), at: "#", open: true };
  out.known.set(path, { ...place, open: true });
}`,
  },
  strangers: {
    needs: ['nearest', 'show', 'token'],
    text: `function strangers(check, value) {
  const out = [];
  out.known = new Map();
  try {
    check(value, "", out);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
  const found = [];
  for (const [path, place] of out.known) {
    if (place.open || typeof place.value !== "object" || place.value === null) continue;
    for (const name of Object.keys(place.value)) {
      if (place.names.has(name)) continue;
      const near = nearest(name, place.names);
      const meant = near === undefined ? "" : "; did you mean " + show(near) + "?";
      found.push({
        instanceLocation: path + "/" + token(name),
        keywordLocation: place.at,
        keyword: "properties",
        message: "is a member that the document does not name" + meant,
      });
    }
  }
  return found;
}`,
  },
  show: {
    needs: [],
    text: `function show(value) {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? value.slice(0, 57) + "..." : value);
  if (Array.isArray(value)) return "an array of " + value.length;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "bigint") return String(value) + "n";
  if (typeof value === "symbol" || typeof value === "function") return "a " + typeof value;
  return String(value);
}`,
  },
  // The nearest of the names, when it is near enough to be a slip of the finger.
  nearest: {
    needs: [],
    text: `function nearest(text, names) {
  if (typeof text !== "string" || text.length > 100) return undefined;
  const wanted = text.toLowerCase();
  let best;
  let least = Math.max(1, Math.floor(wanted.length * 0.4)) + 1;
  for (const name of names) {
    if (typeof name !== "string" || name.length > 100) continue;
    const other = name.toLowerCase();
    if (Math.abs(other.length - wanted.length) >= least) continue;
    let row = Array.from({ length: other.length + 1 }, (_, column) => column);
    for (let i = 1; i <= wanted.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        const swap = row[j - 1] + (wanted[i - 1] === other[j - 1] ? 0 : 1);
        next.push(Math.min(swap, row[j] + 1, next[j - 1] + 1));
      }
      row = next;
    }
    const distance = row[other.length];
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}`,
  },
  // Half a sentence about the value; where it stands is said elsewhere.
  messageOf: {
    needs: ['show', 'nearest'],
    text: `function messageOf(keyword, expected, actual) {
  const list = (values) => values.length > 6 ? values.slice(0, 5).map(show).join(", ") + " and " + (values.length - 5) + " more" : values.map(show).join(", ");
  const meant = (text, values) => {
    const near = nearest(text, values);
    return near === undefined ? "" : "; did you mean " + show(near) + "?";
  };
  switch (keyword) {
    case "type": return "must be " + (Array.isArray(expected) ? expected.join(" or ") : expected) + ", is " + show(actual);
    case "enum": return "must be one of " + list(expected) + ", is " + show(actual) + meant(actual, expected);
    case "const": return "must be " + show(expected) + ", is " + show(actual) + meant(actual, [expected]);
    case "required": return "lacks the member " + show(expected);
    case "dependentRequired": return "lacks the member " + show(expected);
    case "maximum": return "must be at most " + expected + ", is " + show(actual);
    case "minimum": return "must be at least " + expected + ", is " + show(actual);
    case "exclusiveMaximum": return "must be less than " + expected + ", is " + show(actual);
    case "exclusiveMinimum": return "must be more than " + expected + ", is " + show(actual);
    case "multipleOf": return "must be a multiple of " + expected + ", is " + show(actual);
    case "maxLength": return "must have at most " + expected + " characters, has " + actual.length;
    case "minLength": return "must have at least " + expected + " characters, has " + actual.length;
    case "pattern": return "must match " + expected + ", is " + show(actual);
    case "format": return "must be in the format " + expected + ", is " + show(actual);
    case "maxItems": return "must have at most " + expected + " items, has " + actual.length;
    case "minItems": return "must have at least " + expected + " items, has " + actual.length;
    case "uniqueItems": return "must have no two equal items";
    case "contains": case "minContains": case "maxContains": return "has a wrong number of items of the kind asked for";
    case "maxProperties": return "must have at most " + expected + " members, has " + Object.keys(actual).length;
    case "minProperties": return "must have at least " + expected + " members, has " + Object.keys(actual).length;
    case "additionalProperties": case "unevaluatedProperties":
      return "is a member that is not allowed here" + (Array.isArray(expected) ? meant(expected[0], expected.slice(1)) : "");
    case "unevaluatedItems": return "is an item that is not allowed here";
    case "not": return "is what it must not be, " + show(actual);
    case "depth": return "is nested too deeply to be checked, or holds itself";
    case "oneOf": case "anyOf":
      if (typeof expected === "number") {
        return expected === 0 ? "is none of the alternatives, " + show(actual) : "is " + expected + " of the alternatives at once, and must be one";
      }
      return "must be " + (expected[0] === "type" ? expected.slice(1).join(" or ") : "one of " + list(expected.slice(1))) + ", is " + show(actual) +
        (expected[0] === "type" ? "" : meant(actual, expected.slice(1)));
    default: return "is not allowed here, " + show(actual);
  }
}`,
  },
  // What a caller gets: plain data, safe to print and to serialise whatever the value was.
  errorOf: {
    needs: ['messageOf', 'show'],
    text: `function errorOf(problem) {
  const { instanceLocation, keywordLocation, expected, actual, branch } = problem;
  const keyword = problem.keyword || keywordLocation.slice(keywordLocation.lastIndexOf("/") + 1);
  const error = { instanceLocation, keywordLocation, keyword, message: messageOf(keyword, expected, actual) };
  const isUnion = keyword === "oneOf" || keyword === "anyOf";
  if (isUnion ? Array.isArray(expected) : expected !== undefined && keyword !== "additionalProperties") {
    error.expected = isUnion ? expected.slice(1) : expected;
  }
  error.actual = actual === null || typeof actual === "boolean" || Number.isFinite(actual) ? actual
    : typeof actual === "string" && actual.length <= 200 ? actual : show(actual);
  if (branch !== undefined) error.branch = branch;
  return error;
}`,
  },
  formatError: {
    needs: ['show'],
    text: `function formatError(error) {
  const { instanceLocation, message, keywordLocation, branch } = error;
  let chosen = branch;
  while (chosen !== undefined && chosen.inner !== undefined) chosen = chosen.inner;
  const why = chosen === undefined ? "" : " (as " + chosen.propertyName + " is " + show(chosen.value) + ")";
  return (instanceLocation === "" ? "the value" : instanceLocation) + " " + message + "\\n  by " + keywordLocation + why;
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
const table: Readonly<Record<string, Helper>> = { ...runtime, ...formatHelpers };

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
