import { expect, it } from 'vitest';
import { controls } from '../../../conformance/mock/control.ts';
import { createMock } from '../../../conformance/mock/mock.ts';
import { DiagnosticError } from '../../../generator/contract/diagnostics.ts';
import { loadSubject } from '../../run/subject.ts';
import { mock, mockHelp } from './mock.ts';

const options = { port: 0, host: '127.0.0.1', seed: 1 };

it('the help lists every fault and every control', async () => {
  const { contract, config } = await loadSubject(undefined);
  const { faults } = createMock(contract, { behaviours: config?.behaviours ?? [] });
  const help = await mockHelp();
  const own = (config?.behaviours ?? []).flatMap((behaviour) => Object.keys(behaviour.controls ?? {}));
  for (const name of [...faults.keys(), ...Object.keys(controls), ...own.map((each) => `/__mock/${each}`)])
    expect(help).toContain(`  ${name.startsWith('/') ? `POST ${name}` : name} `);
});

it.each([
  { more: { set: ['nothing.on=true'] }, code: 'unknown-control' },
  { more: { set: ['limits'] }, code: 'unknown-control' },
  { more: { set: ['limits.tier=99'] }, code: 'bad-setting' },
  { more: { fault: ['nonsense'] }, code: 'unknown-fault' },
  { more: { keyEnv: 'PLUMBLINE_NO_SUCH_KEY' }, code: 'no-key' },
])('$more is a usage error', async ({ more, code }) => {
  const stopped = mock({ ...options, ...more });
  await expect(stopped).rejects.toBeInstanceOf(DiagnosticError);
  await expect(stopped).rejects.toMatchObject({ diagnostics: [{ code }] });
});
