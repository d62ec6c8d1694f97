/** The types of JSON and JSON Schema that every room shares. */

/** JSON Pointer (RFC 6901) as a URI fragment into the bundled document, e.g. `#/components/schemas/Pet`. */
export type Pointer = string;

/** Any JSON object, read-only. */
export type JsonObject = { readonly [key: string]: unknown };

/** A JSON Schema as written: `true`, `false` or an object of keywords. */
export type JsonSchema = boolean | JsonObject;
