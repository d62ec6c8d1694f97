import {
  type ClassDeclarationStructure,
  type MethodDeclarationStructure,
  type PropertyDeclarationStructure,
  StructureKind,
} from 'ts-morph';
import type { Contract } from '../contract/model.ts';
import { callDoc, type Signature, type Signatures, signaturesOf, typeWriter } from '../print/call-text.ts';
import type { Call } from '../print/calls.ts';
import { collectImports, type Imports } from '../print/imports.ts';
import { type Resource, resourcesOf, withChildren } from '../print/resources.ts';
import { holdBreaks } from '../print/text.ts';
import { banner } from './banner.ts';
import type { Emitter, GeneratedFile } from './emitter.ts';

/** `src/resources/*.ts`: one class a resource, its methods one line each. */
export const resources: Emitter = {
  name: 'resources',
  emit: (contract) =>
    resourcesOf(contract)
      .flatMap(withChildren)
      .map((resource) => moduleOf(contract, resource)),
};

function moduleOf(contract: Contract, resource: Resource): GeneratedFile {
  const imports = collectImports();
  imports.type('../runtime/config.js', 'ClientConfig');
  const { className: name, children } = resource;
  const methods = resource.calls.map((call) => methodOf(contract, call, imports));
  for (const child of children) imports.value(`./${child.module}.js`, child.className);
  const statement: ClassDeclarationStructure = {
    kind: StructureKind.Class,
    name,
    isExported: true,
    docs: [`\`client.${resource.path.join('.')}\``],
    properties: [
      ...children.map(
        (child): PropertyDeclarationStructure => ({
          kind: StructureKind.Property,
          name: child.property,
          isReadonly: true,
          type: child.className,
        }),
      ),
      ...(methods.length === 0
        ? []
        : [
            {
              kind: StructureKind.Property as const,
              name: '#config',
              isReadonly: true,
              type: 'ClientConfig',
            },
          ]),
    ],
    ctors: [
      {
        parameters: [{ name: 'config', type: 'ClientConfig' }],
        statements: [
          ...children.map((child) => `this.${child.property} = new ${child.className}(config);`),
          ...(methods.length === 0 ? [] : ['this.#config = config;']),
        ],
      },
    ],
    methods,
  };
  return {
    kind: 'module',
    path: `src/resources/${resource.module}.ts`,
    statements: [banner(contract), ...imports.statements(), statement],
  };
}

function methodOf(contract: Contract, call: Call, imports: Imports): MethodDeclarationStructure {
  const types = typeWriter(contract, imports, '..');
  const { plain, stream, general } = signaturesOf(call, types, imports, '..');
  const module = `../functions/${call.module}.js`;
  imports.value(module, call.functionName);
  if (call.params !== undefined) imports.type(module, call.params.typeName);
  const doc = callDoc(call);
  const docs = [{ description: doc.includes('\n') ? `\n${doc}` : doc }];
  const printed = ({ parameters, returns }: Signature) => ({
    parameters: parameters.map(({ name, type, optional }) => ({ name, type, hasQuestionToken: optional })),
    returnType: returns,
  });
  const overloads = plain === undefined || stream === undefined ? [] : [stream, plain, general];
  return {
    kind: StructureKind.Method,
    name: call.methodName,
    docs: overloads.length === 0 ? docs : [],
    overloads: overloads.map((one, index) => ({ ...printed(one), docs: index === 0 ? docs : [] })),
    ...printed(general),
    statements: [bodyOf(call, { plain, stream, general }, imports)],
  };
}

function bodyOf(call: Call, { plain, stream, general }: Signatures, imports: Imports): string {
  const args = (narrowed?: Signature) =>
    general.parameters.map(({ name }, index) =>
      name === 'body' && narrowed !== undefined ? `body as ${narrowed.parameters[index]?.type}` : name,
    );
  const called = (name: string, narrowed?: Signature) =>
    `${name}(${['this.#config', ...args(narrowed)].join(', ')})`;
  const toggle = call.stream?.toggle;
  if (call.stream === undefined || toggle === undefined || plain === undefined || stream === undefined)
    return `return ${called(call.functionName)};`;
  imports.value(`../functions/${call.module}.js`, call.stream.functionName);
  const asked = `body${call.body?.optional === true ? '?' : ''}.${toggle} === true`;
  return holdBreaks(
    [
      `    return ${asked}`,
      `      ? ${called(call.stream.functionName, stream)}`,
      `      : ${called(call.functionName, plain)};`,
    ]
      .join('\n')
      .trim(),
  );
}
