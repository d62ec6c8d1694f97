import { ts } from 'ts-morph';

/** Whether a file is code or JSON. */
export const isSource = (path: string): boolean => /\.([cm]?[jt]sx?|json)$/.test(path);

/** Texts that parsed before, by path: `--watch` prints again and changes few files. */
const parsed = new Map<string, string>();

/** Throws for a file of code or JSON that does not parse: a bug of ours, found before anything is written. */
export function checkSyntax(path: string, text: string): void {
  if (!isSource(path) || parsed.get(path) === text) return;
  const wrong = path.endsWith('.json') ? wrongJson(text) : wrongCode(path, text);
  if (wrong !== undefined) throw new Error(`the generated file ${path} does not parse: ${wrong}`);
  parsed.set(path, text);
}

function wrongJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (cause) {
    return (cause as Error).message;
  }
}

function wrongCode(path: string, text: string): string | undefined {
  // Nobody reads the comments here, and reading them is a quarter of the cost.
  const options = {
    languageVersion: ts.ScriptTarget.ESNext,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  const file = ts.createSourceFile(path, text, options);
  // `parseDiagnostics` is missing from the published type; a program that reports them costs ten times as much as
  // the parse.
  const found: unknown = Reflect.get(file, 'parseDiagnostics');
  const [first] = Array.isArray(found) ? (found as readonly ts.DiagnosticWithLocation[]) : [];
  if (first === undefined) return undefined;
  const { line } = file.getLineAndCharacterOfPosition(first.start);
  return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`;
}
