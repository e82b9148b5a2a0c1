import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { systemEnv } from '@caselog/env';
import { createBell } from '@caselog/event-store';
import { createWatch } from '../src/watch.ts';

it('tells those who follow when the file cannot be watched any more', async () => {
  const db = new DatabaseSync(':memory:');
  const bell = createBell();
  const signal = new AbortController().signal;
  const watch = createWatch({ db, bell, env: systemEnv, pollMs: 1, signal });
  async function* batches() {
    for (;;) {
      const { rings } = bell;
      watch.assertSound();
      yield rings;
      await bell.waitBeyond(rings, signal);
    }
  }
  const following = (async () => {
    for await (const rings of watch.during(batches())) if (rings >= 1) db.close();
  })();
  await expect(following).rejects.toThrow('finalized');
});
