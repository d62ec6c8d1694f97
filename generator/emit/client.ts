import { type ClassDeclarationStructure, StructureKind } from 'ts-morph';
import type { Contract } from '../contract/model.ts';
import { identityOf } from '../print/identity.ts';
import { collectImports } from '../print/imports.ts';
import { moduleOf, resourcesOf } from '../print/resources.ts';
import { commentText, wrap } from '../print/text.ts';
import { banner } from './banner.ts';
import type { EmitOptions, Emitter } from './emitter.ts';

/** `src/client.ts`: the class people begin with. */
export const client: Emitter = {
  name: 'client',
  parts: ['client'],
  emit: (contract, options) => {
    const imports = collectImports();
    imports.value('./config.js', 'configure');
    imports.value('./runtime/send.js', 'send');
    for (const name of ['ClientConfig', 'ClientOptions', 'RequestOptions'])
      imports.type('./runtime/config.js', name);
    imports.type('./runtime/operation.js', 'Operation');
    imports.type('./runtime/promise.js', 'ApiPromise');
    imports.type('./runtime/send.js', 'RequestInput');
    const list = resourcesOf(contract);
    for (const resource of list) imports.value(`./resources/${moduleOf(resource)}.js`, resource.className);
    const statement = classOf(contract, options, list);
    return [
      {
        kind: 'module',
        path: 'src/client.ts',
        statements: [banner(contract), ...imports.statements(), statement],
      },
    ];
  },
};

function classOf(
  contract: Contract,
  options: EmitOptions,
  list: readonly { readonly property: string; readonly className: string }[],
): ClassDeclarationStructure {
  const { className } = identityOf(contract, options);
  const title = commentText(contract.info.title).replace(/\s+/g, ' ').slice(0, 80);
  const sentence = `A client of the ${title}, generated from its OpenAPI document; not the vendor's own package.`;
  return {
    kind: StructureKind.Class,
    name: className,
    isExported: true,
    docs: [`\n${wrap(sentence, 96).join('\n')}`],
    properties: [
      { name: 'config', isReadonly: true, type: 'ClientConfig', docs: ['For the standalone functions.'] },
      ...list.map(({ property, className: type }) => ({ name: property, isReadonly: true, type })),
    ],
    ctors: [
      {
        docs: ['Throws a ConfigurationError that names the option at fault.'],
        parameters: [{ name: 'options', type: 'ClientOptions', initializer: '{}' }],
        statements: [
          'this.config = configure(options);',
          ...list.map(({ property, className: type }) => `this.${property} = new ${type}(this.config);`),
        ],
      },
    ],
    methods: [
      {
        name: 'withOptions',
        docs: ['A client like this one, with some options changed.'],
        parameters: [{ name: 'options', type: 'ClientOptions' }],
        returnType: className,
        statements: [`return new ${className}({ ...this.config.options, ...options });`],
      },
      {
        name: 'request',
        docs: ['An operation that the document does not know, with the same keys, retries and errors.'],
        typeParameters: ['Data'],
        parameters: [
          { name: 'operation', type: 'Operation' },
          { name: 'input', type: 'RequestInput', hasQuestionToken: true },
          { name: 'options', type: 'RequestOptions', hasQuestionToken: true },
        ],
        returnType: 'ApiPromise<Data>',
        statements: ['return send(this.config, operation, input, options);'],
      },
    ],
  };
}
