import {
  type ClassDeclarationStructure,
  type MethodDeclarationStructure,
  type PropertyDeclarationStructure,
  StructureKind,
} from 'ts-morph';
import type { Contract } from '../contract/model.ts';
import type { Call } from '../print/call.ts';
import { callDoc, type Signature, type Signatures, signaturesOf, typeWriter } from '../print/call-text.ts';
import { callsOf } from '../print/calls.ts';
import { collectImports, type Imports } from '../print/imports.ts';
import { moduleOf, type Resource, resourcesOf, withChildren } from '../print/resources.ts';
import { holdBreaks } from '../print/text.ts';
import { banner } from './banner.ts';
import type { Emitter, GeneratedFile } from './emitter.ts';
import { callStatements } from './resources-functions.ts';

/**
 * `src/resources/*.ts`: a module for each top-level resource. Each operation is a function of its own; the classes call the
 * functions. `src/functions.ts` exports the functions alone.
 */
export const resources: Emitter = {
  name: 'resources',
  parts: ['client'],
  emit: (contract) => [
    ...resourcesOf(contract).map((resource) => moduleFile(contract, resource)),
    functionsIndex(contract),
  ],
};

function moduleFile(contract: Contract, resource: Resource): GeneratedFile {
  const imports = collectImports();
  const members = withChildren(resource);
  const calls = callsOf(contract).filter((call) => members.some((member) => member.calls.includes(call)));
  const statements = [
    ...calls.flatMap((call) => callStatements(contract, call, imports)),
    ...members.map((member) => classOf(contract, member, imports)).toReversed(),
  ];
  return {
    kind: 'module',
    path: `src/resources/${moduleOf(resource)}.ts`,
    statements: [banner(contract), ...imports.statements(), ...statements],
  };
}

function functionsIndex(contract: Contract): GeneratedFile {
  const lines = resourcesOf(contract).map((resource) => {
    const calls = withChildren(resource).flatMap((member) => member.calls);
    const names = calls.flatMap(({ functionName, stream }) =>
      stream === undefined ? [functionName] : [...new Set([functionName, stream.functionName])],
    );
    const types = calls.flatMap(({ params }) => (params === undefined ? [] : [`type ${params.typeName}`]));
    return `export { ${[...names, ...types].join(', ')} } from './resources/${moduleOf(resource)}.js';`;
  });
  return {
    kind: 'module',
    path: 'src/functions.ts',
    statements: [banner(contract), "export { configure } from './config.js';", ...lines],
  };
}

function classOf(contract: Contract, resource: Resource, imports: Imports): ClassDeclarationStructure {
  imports.type('../runtime/config.js', 'ClientConfig');
  const { className: name, children } = resource;
  const methods = resource.calls.map((call) => methodOf(contract, call, imports));
  return {
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
}

function methodOf(contract: Contract, call: Call, imports: Imports): MethodDeclarationStructure {
  const types = typeWriter(contract, imports, '..');
  const { plain, stream, chosen, general } = signaturesOf(call, types, imports, '..');
  const doc = callDoc(call);
  const docs = [{ description: doc.includes('\n') ? `\n${doc}` : doc }];
  const printed = ({ parameters, returns, typeParameter }: Signature) => ({
    ...(typeParameter === undefined ? {} : { typeParameters: [typeParameter] }),
    parameters: parameters.map(({ name, type, optional }) => ({ name, type, hasQuestionToken: optional })),
    returnType: returns,
  });
  const overloads = chosen === undefined ? [] : [chosen];
  return {
    kind: StructureKind.Method,
    name: call.methodName,
    docs: overloads.length === 0 ? docs : [],
    overloads: overloads.map((one) => ({ ...printed(one), docs })),
    ...printed(general),
    statements: [bodyOf(call, { plain, stream, chosen, general })],
  };
}

function bodyOf(call: Call, { plain, stream, general }: Signatures): string {
  const args = (narrowed?: Signature) =>
    general.parameters.map(({ name }, index) =>
      name === 'body' && narrowed !== undefined ? `body as ${narrowed.parameters[index]?.type}` : name,
    );
  const called = (name: string, narrowed?: Signature) =>
    `${name}(${['this.#config', ...args(narrowed)].join(', ')})`;
  const toggle = call.stream?.toggle;
  if (call.stream === undefined || toggle === undefined || plain === undefined || stream === undefined)
    return `return ${called(call.functionName)};`;
  const condition = `body${call.body?.optional === true ? '?' : ''}.${toggle} === true`;
  return holdBreaks(
    [
      `    return ${condition}`,
      `      ? ${called(call.stream.functionName, stream)}`,
      `      : ${called(call.functionName, plain)};`,
    ]
      .join('\n')
      .trim(),
  );
}
