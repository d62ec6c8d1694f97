import { type ImportDeclarationStructure, StructureKind } from 'ts-morph';

/** Collects what a module imports, and prints it in a stable order. */
export interface Imports {
  value(module: string, name: string): void;
  type(module: string, name: string): void;
  statements(): readonly ImportDeclarationStructure[];
}

/** An empty collection. */
export function collectImports(): Imports {
  const names = new Map<string, Map<string, 'value' | 'type'>>();
  const add = (module: string, name: string, kind: 'value' | 'type') => {
    const known = names.get(module) ?? new Map<string, 'value' | 'type'>();
    names.set(module, known);
    if (known.get(name) !== 'value') known.set(name, kind);
  };
  return {
    value: (module, name) => add(module, name, 'value'),
    type: (module, name) => add(module, name, 'type'),
    statements: () =>
      [...names]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([moduleSpecifier, known]) => declaration(moduleSpecifier, known)),
  };
}

function declaration(
  moduleSpecifier: string,
  known: ReadonlyMap<string, 'value' | 'type'>,
): ImportDeclarationStructure {
  const isTypeOnly = ![...known.values()].includes('value');
  const namedImports = [...known]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, kind]) => ({ name, isTypeOnly: kind === 'type' && !isTypeOnly }));
  return { kind: StructureKind.ImportDeclaration, moduleSpecifier, isTypeOnly, namedImports };
}
