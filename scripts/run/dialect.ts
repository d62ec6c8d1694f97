/** The first thing that is wrong with a schema. */
export interface DialectFinding {
  /** One line that names the place. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** The text could not be read at all. */
  readonly syntax: boolean;
}

/** A flavour of JSON Schema that `plumbline check-schema` knows; named in the configuration. */
export interface SchemaDialect {
  readonly name: string;
  /** From the loosest to the strictest. */
  readonly levels: readonly string[];
  readonly defaultLevel: string;
  /** The limits that `--limit` may set, with their defaults. */
  readonly limits: Readonly<Record<string, number>>;
  /** Never throws for bad input. */
  check(
    text: string,
    options: { readonly level: string; readonly limits: Readonly<Record<string, number>> },
  ): DialectFinding | undefined;
}
