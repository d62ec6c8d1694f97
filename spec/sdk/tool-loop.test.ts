import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toolLoop } from './tool-loop.ts';

/** The loop knows calls and results only: here it runs an API whose messages are lists of blocks. */

interface Block {
  readonly type: 'text' | 'use' | 'result';
  readonly id?: string;
  readonly name?: string;
  readonly input?: object;
  readonly text?: string;
}
interface Turn {
  readonly by: 'model' | 'person';
  readonly blocks: readonly Block[];
}

const replies: readonly Turn[] = [
  {
    by: 'model',
    blocks: [
      { type: 'text', text: 'Let me see.' },
      { type: 'use', id: 'u1', name: 'add', input: { a: 1, b: 2 } },
      { type: 'use', id: 'u2', name: 'server_search', input: { q: 'x' } },
    ],
  },
  { by: 'model', blocks: [{ type: 'text', text: 'Three.' }] },
];

it('runs the tools of an API of another shape', async () => {
  const sent: (readonly Turn[])[] = [];
  const { completion, messages, steps } = await toolLoop(
    {
      async send(conversation: readonly Turn[], step) {
        sent.push(conversation);
        return replies[step] as Turn;
      },
      read: (turn) => ({
        turn,
        calls: turn.blocks.flatMap(({ type, id = '', name = '', input }) =>
          type === 'use' ? [{ id, function: { name, arguments: JSON.stringify(input) } }] : [],
        ),
      }),
      own: ({ function: { name, arguments: text } }) => (name.startsWith('server_') ? text : undefined),
      answer: ({ id, content }): Turn => ({ by: 'person', blocks: [{ type: 'result', id, text: content }] }),
    },
    [{ by: 'person', blocks: [{ type: 'text', text: '1 + 2?' }] }],
    [
      {
        name: 'add',
        parameters: { type: 'object' },
        run: (input) => Object.values(input as object).reduce<number>((sum, value) => sum + Number(value), 0),
      },
    ],
    { maxSteps: 5, signal: undefined, onStep: undefined },
  );
  expect(completion).toBe(replies[1]);
  expect(steps.map(({ results }) => results)).toEqual([
    [
      { id: 'u1', content: '3', isError: false },
      { id: 'u2', content: '{"q":"x"}', isError: false },
    ],
    [],
  ]);
  expect(messages).toHaveLength(5);
  expect(sent.map((each) => each.length)).toEqual([1, 4]);
});

it('and its file knows no API', () => {
  for (const file of ['tool-loop.ts', 'standard-schema.ts']) {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    expect(text.match(/moonshot|kimi|tool_call|role/gi)).toBeNull();
  }
});
