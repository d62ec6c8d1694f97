import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { leftOut } from './selection.ts';

const responses = { 204: { description: 'done' } };
const contract = contractOf({
  paths: {
    '/pets': {
      get: { operationId: 'listPets', tags: ['pets'], responses },
      post: { operationId: 'createPet', tags: ['pets', 'writes'], responses },
    },
    '/pets/{id}/chips': { get: { operationId: 'listChips', deprecated: true, responses } },
  },
});

it.each([
  { selection: {}, left: [] },
  { selection: { tags: ['pets'] }, left: ['listChips'] },
  { selection: { tags: ['writes'] }, left: ['listPets', 'listChips'] },
  { selection: { paths: ['/pets'] }, left: ['listChips'] },
  { selection: { paths: ['/pets/*'] }, left: ['listPets', 'createPet'] },
  { selection: { methods: ['GET'] }, left: ['createPet'] },
  { selection: { deprecated: 'without' }, left: ['listChips'] },
  { selection: { deprecated: 'only' }, left: ['listPets', 'createPet'] },
  { selection: { tags: ['pets'], methods: ['post', 'put'] }, left: ['listPets', 'listChips'] },
] as const)('$selection leaves out $left', ({ selection, left }) => {
  expect(leftOut(contract, selection)).toEqual(left);
});

it.each([
  { selection: { tags: ['pest'] }, message: 'no operation with the tag "pest"\n  Known: pets, writes' },
  { selection: { methods: ['put'] }, message: 'no operation has these tags, paths and methods' },
])('$selection is reported', ({ selection, message }) => {
  expect(() => leftOut(contract, selection)).toThrow(message);
});
