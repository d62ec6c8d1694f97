import type { Contract } from '../../generator/contract/model.ts';
import type { Finding } from '../../generator/lint/finding.ts';

/** A defect of a document and where it stands; line and column are 1-based. */
export interface LintFinding extends Finding {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** The defects of the document of a contract, overlays applied, in the order of the rules. */
export async function lint(contract: Contract): Promise<readonly LintFinding[]> {
  const { lint: findDefects } = await import('../../generator/lint/lint.ts');
  return findDefects(contract.document).map((finding) => {
    const { file, position } = contract.origin(finding.pointer);
    return { ...finding, file, ...position() };
  });
}
