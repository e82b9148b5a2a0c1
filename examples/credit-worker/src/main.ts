import { createClient } from '@caselog/api-contract';
import { aborted, createLog, readFlags, runMain, UsageError, webUrlOf } from '@caselog/process';
import { billingAt } from './billing.ts';
import { startCreditWorker } from './worker.ts';

const usage = `
Grants service credits when tickets are resolved with an outage. The desk's API key (role service) stands in CASELOG_TOKEN.

  --api URL       the desk (default http://localhost:4700)
  --billing URL   where credits are granted
  --book FILE     the worker's book (default service-credits.sqlite)
`;

const flags = {
  api: { type: 'string', default: 'http://localhost:4700' },
  billing: { type: 'string' },
  book: { type: 'string', default: 'service-credits.sqlite' },
} as const;

await runMain('credit-worker', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const token = process.env.CASELOG_TOKEN;
  if (token === undefined) throw new UsageError('CASELOG_TOKEN must hold an API key of the desk');
  if (settings.billing === undefined) throw new UsageError('--billing must say where credits are granted');
  const log = createLog();
  const worker = await startCreditWorker({
    desk: createClient({ baseUrl: webUrlOf(settings.api, '--api'), token }),
    billing: billingAt(webUrlOf(settings.billing, '--billing')),
    bookPath: settings.book,
  });
  log.info({ position: worker.position }, 'at work');
  await Promise.race([worker.done, aborted(signal)]);
  await worker.stop();
});
