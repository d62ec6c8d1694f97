import { buildContract } from './build/build-contract.ts';
import type { Contract } from './contract/model.ts';
import { type LoadOptions, loadDocument } from './load/load.ts';

/** Reads an OpenAPI document into a Contract; a DiagnosticError says what is wrong with a document that is not one. */
export const loadContract = async (file: string, options: LoadOptions = {}): Promise<Contract> =>
  buildContract(await loadDocument(file, options));

export type { LoadOptions } from './load/load.ts';
