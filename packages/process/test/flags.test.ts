import { expect, it } from 'vitest';
import { portOf, readFlags, UsageError, webUrlOf } from '../src/index.ts';

const flags = {
  port: { type: 'string', default: '4700' },
  empty: { type: 'boolean', default: false },
} as const;

it('reads flags and their defaults', () => {
  expect(readFlags('usage', flags, ['--port', '1'])).toMatchObject({ port: '1', empty: false });
});

it('names a flag it does not know, in one line', () => {
  const read = () => readFlags('usage', flags, ['--prot', '1']);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(/^[^\n]*--prot[^\n]*--help[^\n]*$/);
});

it('takes ports and addresses, and no near misses', () => {
  expect([portOf('0'), portOf('65535')]).toEqual([0, 65_535]);
  for (const text of ['', '-1', '65536', '80a', '1e3']) expect(() => portOf(text)).toThrow(UsageError);
  expect(webUrlOf('https://desk.example/', '--public-url')).toBe('https://desk.example');
  for (const text of ['desk.example', 'ftp://desk.example'])
    expect(() => webUrlOf(text, '--public-url')).toThrow(/--public-url/);
});
