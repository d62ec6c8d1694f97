import type { Helper } from './runtime.ts';

/** The part of the runtime that speaks to people: errors, and members that a document does not name. */
export const messageHelpers: Readonly<Record<string, Helper>> = {
  // Which members the document names, by place: asked for by `strangers` only.
  knows: {
    needs: [],
    text: `function knows(out, value, path, names, at) {
  if (out.known === undefined) return;
  const place = out.known.get(path) || { value, names: new Set(), at, open: false };
  for (const name of names) place.names.add(name);
  out.known.set(path, { ...place, value, at: place.value === undefined ? at : place.at });
}`,
  },
  // Names of a place that a condition may or may not speak of.
  mentions: {
    needs: [],
    text: `function mentions(out, path, names) {
  if (out.known === undefined) return;
  const place = out.known.get(path) || { value: undefined, names: new Set(), at: "#", open: false };
  for (const name of names) place.names.add(name);
  out.known.set(path, place);
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
  // Kept by place, of which a document has so many and no more: a piece cut from a text is slow to compare.
  keywordOf: {
    needs: [],
    text: `const keywords = new Map();

function keywordOf(location) {
  let keyword = keywords.get(location);
  if (keyword === undefined) {
    keyword = location.slice(location.lastIndexOf("/") + 1);
    keywords.set(location, keyword);
  }
  return keyword;
}`,
  },
  // What a caller gets: plain data, safe to print and to serialise whatever the value was.
  errorOf: {
    needs: ['keywordOf', 'messageOf', 'show'],
    text: `function errorOf(problem) {
  const { instanceLocation, keywordLocation, expected, actual, branch } = problem;
  const keyword = problem.keyword || keywordOf(keywordLocation);
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
    needs: ['lineOf', 'show'],
    text: `function formatError(error, text) {
  const { instanceLocation, message, keywordLocation, branch } = error;
  let chosen = branch;
  while (chosen !== undefined && chosen.inner !== undefined) chosen = chosen.inner;
  const why = chosen === undefined ? "" : " (as " + chosen.propertyName + " is " + show(chosen.value) + ")";
  const line = text === undefined ? undefined : lineOf(text, keywordLocation);
  const at = line === undefined ? "" : ", line " + line;
  return (instanceLocation === "" ? "the value" : instanceLocation) + " " + message + "\\n  by " + keywordLocation + at + why;
}`,
  },
};
