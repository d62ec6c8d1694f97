import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import { drift } from '../api/drift.ts';
import { packageRoot } from '../run/package-info.ts';

/** Pairs of documents that were reported wrong once; they lie beside the repository. */
const inputs = resolve(packageRoot, '../shared/cases/drift');

interface Row {
  readonly title: string;
  readonly files: readonly [base: string, head: string];
  /** Verdict, code and sentence of every finding but those of the SDK's types. */
  readonly findings: readonly string[];
  /** Sentences about the SDK's types; not checked when absent. */
  readonly sdk?: readonly string[];
  /** The message that shows the first finding, which plain Ajv confirms. */
  readonly witness?: unknown;
}

const rows: readonly Row[] = [
  {
    title: 'a base that lists its subtypes, of which one gets a member',
    files: ['D1-inherit-cycle-1.yaml', 'D1-inherit-cycle-2.yaml'],
    findings: ['non-breaking response-member-added: `Bird.size` is new'],
    sdk: [],
  },
  {
    title: 'the same with subtypes that nothing lists',
    files: ['D2-inherit-crash-1.yaml', 'D2-inherit-crash-2.yaml'],
    findings: ['non-breaking response-member-added: `Bird.size` is new'],
    sdk: [],
  },
  {
    title: 'two query parameters become one exploded object',
    files: ['D3-exploded-1.yaml', 'D3-exploded-2.yaml'],
    findings: [
      'non-breaking equivalent: written differently, with the same meaning: every message is accepted as before',
    ],
  },
  {
    title: 'contains allows fewer items',
    files: ['D4-contains-1.yaml', 'D4-contains-2.yaml'],
    findings: ['breaking request-max-contains-tightened: the request body: maxContains is 2 now, was 3'],
    witness: ['x', 'x', 'x'],
  },
  {
    title: 'a union of open objects gets a branch',
    files: ['D5-oneof-open-req-1.yaml', 'D5-oneof-open-req-2.yaml'],
    findings: [
      'non-breaking request-open-name-declared: the request body accepts an object with `wallet` too',
    ],
    sdk: [],
  },
  {
    title: 'a union of open objects loses a branch',
    files: ['D5-oneof-open-req-2.yaml', 'D5-oneof-open-req-1.yaml'],
    findings: [
      'non-breaking request-type-loosened: the request body no longer lists an object with `wallet`; requests that carry its members are still accepted, but they are not read',
    ],
  },
  {
    title: 'a query parameter that took strings and integers takes strings',
    files: ['D7-param-words-1.yaml', 'D7-param-words-2.yaml'],
    findings: [
      'non-breaking equivalent: written differently, with the same meaning: every message is accepted as before',
    ],
  },
  {
    title: 'an operation is removed after its sunset, without a policy',
    files: ['D10-sunset-1.yaml', 'D10-sunset-2.yaml'],
    findings: ['breaking operation-removed: GET /a is gone; it was deprecated, to go on 2022-08-10'],
  },
  {
    title: 'a member of a union is replaced by another',
    files: ['D16-union-source-1.yaml', 'D16-union-source-2.yaml'],
    findings: [
      'non-breaking request-member-ignored: `One.note` is removed; it was optional: requests that carry it are still accepted, but it is not read, and responses no longer have it',
      'non-breaking request-member-added: `One.other` is new',
    ],
    sdk: ['`One.note` is removed', '`One.note` is removed'],
  },
  {
    title: 'a member is added beside allOf and required',
    files: ['D20-allof-source-1.yaml', 'D20-allof-source-2.yaml'],
    findings: ['non-breaking request-member-added: `Base.flow` is new'],
    sdk: [],
  },
  {
    title: 'a description is added',
    files: ['D24-words-only-1.yaml', 'D24-words-only-2.yaml'],
    findings: ['docs-only words-changed: description is new'],
    sdk: [],
  },
  {
    title: 'nullable beside a reference of 3.0',
    files: ['nr-base.yaml', 'nr-head.yaml'],
    findings: ['breaking response-type-loosened: `Box.pet` may be null now'],
    witness: { pet: null },
  },
  {
    title: 'nullable beside a type of 3.0',
    files: ['ctl-base.yaml', 'ctl-head.yaml'],
    findings: ['breaking response-type-loosened: `pet` of the response 200 may be null now'],
    witness: { pet: null },
  },
  {
    title: 'a pattern that takes exponential time',
    files: ['slow-base.yaml', 'slow-head.yaml'],
    findings: ['breaking request-pattern-tightened: the request body: pattern is "^(a+)+$" now, was absent'],
    witness: 'b',
  },
  {
    title: 'a query parameter gets another default',
    files: ['d27-default-change.old.json', 'd27-default-change.new.json'],
    findings: [
      'non-breaking request-default-changed: the query parameter `q`: the default is "b" now, was "a"; the effect of leaving it out changes',
    ],
  },
  {
    title: 'the base path moves from the server to the paths',
    files: ['d28-basepath-moved.old.json', 'd28-basepath-moved.new.json'],
    findings: [
      'non-breaking equivalent: written differently, with the same meaning: every message is accepted as before',
    ],
  },
];

describe.skipIf(!existsSync(inputs))('pairs that were reported wrong once', () => {
  it.each(rows)('$title', async ({ files, findings, sdk, witness }) => {
    const [base, head] = [
      await loadContract(resolve(inputs, files[0])),
      await loadContract(resolve(inputs, files[1])),
    ];
    const { changes } = await drift(base, head, { sdkImpact: true });
    const isSdk = ({ axis }: { readonly axis: string }): boolean => axis === 'source';
    expect(
      changes
        .filter((change) => !isSdk(change))
        .map(({ verdict, code, message }) => `${verdict} ${code}: ${message}`),
    ).toEqual(findings);
    if (sdk !== undefined) expect(changes.filter(isSdk).map(({ message }) => message)).toEqual(sdk);
    if (witness !== undefined)
      expect(changes.find((change) => !isSdk(change))?.witness).toMatchObject({
        value: witness,
        confirmed: true,
      });
  });
});
