import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, expect } from 'vitest';
import { systemEnv } from '@caselog/env';
import { eventIdFor } from '@caselog/event-store';
import { openSqliteStore } from '../src/index.ts';
const ev = (s: string, c: string, i = 0) => ({
  id: eventIdFor(s, c, i),
  type: 'ThingHappened',
  data: { c, i },
  metadata: { commandId: c, actor: 'x', occurredAt: '', recordedAt: '2026', schemaVersion: 1 },
});
it('smokes', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'caselog-')), 'l.db');
  const store = openSqliteStore({ path, env: systemEnv });
  const ac = new AbortController();
  const got: number[] = [];
  const sub = (async () => {
    for await (const b of store.subscribe({ after: 0, signal: ac.signal })) {
      for (const e of b) got.push(e.position);
      if (got.length >= 102) ac.abort();
    }
  })();
  expect(await store.append('a-1', [ev('a-1', 'c1')], 'no-stream')).toEqual({
    outcome: 'appended',
    revision: 0,
    position: 1,
  });
  expect(await store.append('a-1', [ev('a-1', 'c1')], 'no-stream')).toEqual({
    outcome: 'repeated',
    revision: 0,
    position: 1,
  });
  expect(await store.append('a-1', [ev('a-1', 'c2')], 'no-stream')).toEqual({
    outcome: 'conflict',
    expected: 'no-stream',
    actual: 0,
  });
  await expect(store.append('a-1', [ev('a-1', 'c1'), ev('a-1', 'c9')], 0)).rejects.toThrow('repeats');
  expect(await store.append('a-1', [ev('a-1', 'c2')], 0)).toEqual({
    outcome: 'appended',
    revision: 1,
    position: 2,
  });
  const res = await Promise.all(
    Array.from({ length: 100 }, (_, i) => store.append('b-' + i, [ev('b-' + i, 'c')], 'no-stream')),
  );
  expect(res.at(-1)).toEqual({ outcome: 'appended', revision: 0, position: 102 });
  await sub;
  expect(got).toHaveLength(102);
  expect(await store.backup(path + '.bak')).toBe(102);
  await store.close();
});
