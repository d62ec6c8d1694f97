import { identityOf } from '../print/identity.ts';
import { banner } from './banner.ts';
import type { Emitter } from './emitter.ts';
import { shippedText } from './hand-written.ts';

/** `src/helpers/`: what people wrote by hand for this API, over the public names of the package. */
export const helpers: Emitter = {
  name: 'helpers',
  parts: ['client'],
  emit: (contract, options) => {
    const { packageName } = identityOf(contract, options);
    return (options.helpers ?? []).map(({ path, text }) => ({
      kind: 'text',
      path: `src/helpers/${path}`,
      text: `${banner(contract)}\n${shippedText(text, { [packageName]: `${'../'.repeat(path.split('/').length)}index.js` })}`,
    }));
  },
};
