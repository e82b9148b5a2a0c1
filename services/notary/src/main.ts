import { systemEnv } from '@caselog/env';
import { awaitHomeLedger } from '@caselog/installation/ledger';
import { openLedgerToRead } from '@caselog/installation/ledger-url';
import { createLog, openHome, readFlags, runMain, UsageError } from '@caselog/process';
import { runNotary } from './index.ts';

const usage = `
Signs checkpoints of a ledger, after holding it against those signed before; stops when it is not the same ledger.

  --home DIR          the desk's folder (default .caselog); evidence/ and keys/ are kept in it
  --ledger URL        the ledger to sign (default the home's own); kurrentdb://… for a cluster's
  --origin NAME       the log's name, as example.com/desk; chosen once, when the key is made (default a random one)
  --every-events N    sign when so many events are new (default 1000)
  --every-seconds S   and when the oldest new one has waited so long (default 10)
  --copies-to DIR     copy each checkpoint there too: best where the operator of the ledger cannot change it
  --log-level LEVEL   trace, debug, info, warn, error (default info), on standard error
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  ledger: { type: 'string' },
  origin: { type: 'string' },
  'every-events': { type: 'string', default: '1000' },
  'every-seconds': { type: 'string', default: '10' },
  'copies-to': { type: 'string' },
  'log-level': { type: 'string', default: 'info' },
} as const;

const positive = (flag: string, text: string): number => {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < 1)
    throw new UsageError(`${flag} must be a whole number from 1, not ${text}`);
  return value;
};

await runMain('notary', async ({ signal }) => {
  const wanted = readFlags(usage, flags);
  if (!wanted) return;
  const everyEvents = positive('--every-events', wanted['every-events']);
  const everyMs = positive('--every-seconds', wanted['every-seconds']) * 1_000;
  const env = systemEnv;
  const log = createLog({ level: wanted['log-level'] });
  const home = await openHome(wanted.home);
  const { ledger } = wanted;
  const store =
    ledger === undefined
      ? await awaitHomeLedger(home, { env, log, signal })
      : (await openLedgerToRead(ledger, env)).store;
  if (!store) return;
  const { origin, 'copies-to': copiesTo } = wanted;
  try {
    await runNotary({ home, store, env, log, signal, origin, everyEvents, everyMs, copiesTo });
  } finally {
    await store.close();
  }
});
