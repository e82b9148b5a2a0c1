import { dirname, join } from 'node:path';
import { joinedQuarantine } from '@caselog/broadcast';
import { quarantinesIn } from '@caselog/database';
import { systemEnv as env } from '@caselog/env';
import { expect, it } from 'vitest';
import { freshFile, note, openLedger, startWorker, ticket, until } from './support.ts';

it('Books kept in a desk’s home show their lanes to whoever looks after it, and what is released or skipped there goes on', async () => {
  const home = dirname(freshFile());
  const { ledger, append } = openLedger();
  const seen: string[] = [];
  let isMended = false;
  for (const name of ['mirror', 'pager'])
    await startWorker({
      name,
      ledger,
      bookPath: join(home, `${name}.sqlite`),
      attemptsMax: 1,
      handle: async ({ data }) => {
        if (data.body === 'bad' && !isMended) throw new Error('cannot');
        seen.push(`${name} ${data.body}`);
      },
    });
  await append(ticket(1), note('bad'), note('behind'));
  const files = await quarantinesIn(home, { env });
  const [first, ...others] = files.map(({ quarantine }) => quarantine);
  const all = joinedQuarantine([first!, ...others]);
  await until(async () => (await all.list()).length === 2);
  expect((await all.list()).map(({ reader }) => reader).toSorted()).toEqual(['mirror', 'pager']);

  isMended = true;
  const decision = { by: 'lead-1', why: 'a test', at: '2026-01-05T09:00:00.000Z' };
  expect(await all.release('mirror', ticket(1))).toBe(true);
  expect(await all.skip('pager', ticket(1), 0, decision)).toBe(true);
  await until(() => seen.length === 3);
  expect(seen.toSorted()).toEqual(['mirror bad', 'mirror behind', 'pager behind']);
  await until(async () => (await all.list()).length === 0);
  for (const file of files) await file.close();
});
