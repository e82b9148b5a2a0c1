import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemEnv as env } from '@caselog/env';
import { expect, it } from 'vitest';
import { openShelf, shelfOf } from '../src/index.ts';
import { freshFile, note, openLedger, startWorker, ticket, until } from './support.ts';

it('A shelf shows the lanes of all its workers, and what is released or skipped there goes on with the worker', async () => {
  const home = dirname(freshFile());
  const folder = shelfOf(home);
  mkdirSync(folder);
  const { ledger, append } = openLedger();
  const seen: string[] = [];
  let isMended = false;
  for (const name of ['mirror', 'pager'])
    await startWorker({
      name,
      ledger,
      bookPath: join(folder, `${name}.sqlite`),
      attemptsMax: 1,
      handle: async ({ data }) => {
        if (data.body === 'bad' && !isMended) throw new Error('cannot');
        seen.push(`${name} ${data.body}`);
      },
    });
  await append(ticket(1), note('bad'), note('behind'));
  const shelf = await openShelf(folder, env);
  await until(async () => (await shelf.list()).length === 2);
  expect((await shelf.list()).map(({ reader }) => reader).toSorted()).toEqual(['mirror', 'pager']);

  isMended = true;
  const decision = { by: 'lead-1', why: 'a test', at: '2026-01-05T09:00:00.000Z' };
  expect(await shelf.release('mirror', ticket(1))).toBe(true);
  expect(await shelf.skip('pager', ticket(1), 0, decision)).toBe(true);
  expect(await shelf.release('nobody', ticket(1))).toBe(false);
  await until(() => seen.length === 3);
  expect(seen.toSorted()).toEqual(['mirror bad', 'mirror behind', 'pager behind']);
  expect(await shelf.skipped()).toMatchObject([{ reader: 'pager', by: 'lead-1', revision: 0 }]);
  await until(async () => (await shelf.list()).length === 0);
  await shelf.close();
});
