import { formatDiagnostic } from '../../generator/contract/diagnostics.ts';
import type { LoadHints } from '../run/subject.ts';
import { say } from './terminal.ts';

/** The flags of loading, the same on every verb that reads a document. */
export interface LoadingFlags {
  readonly spec?: string;
  readonly overlay?: readonly string[];
  /** Hosts that references may lead to. */
  readonly allowHost?: readonly string[];
  /** Folders beside the document's own that references may lead into. */
  readonly allowPath?: readonly string[];
  /** Treat warnings about the document as errors. */
  readonly strict?: boolean;
}

/** How a verb loads its document by its flags; warnings go to stderr, each once. */
export function loadingHints({ allowHost, allowPath, strict }: LoadingFlags): LoadHints {
  const said = new Set<string>();
  return {
    ...(allowHost === undefined ? {} : { allowHosts: allowHost }),
    ...(allowPath === undefined ? {} : { allowPaths: allowPath }),
    ...(strict === undefined ? {} : { strict }),
    onWarning: (diagnostic) => {
      const line = formatDiagnostic(diagnostic);
      if (!said.has(line)) say(line);
      said.add(line);
    },
  };
}
