import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openElsewhere } from '../src/elsewhere.ts';
import { FileNotOpenedError } from '../src/index.ts';
import { readAll, someEvents } from './events.ts';
import { temporaryLedger, type TemporaryLedger } from './temporary.ts';

let ledger: TemporaryLedger;
beforeEach(() => {
  ledger = temporaryLedger();
});
afterEach(() => ledger.close());

const reading = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.module).then(async ({ openElsewhere }) => {
    const store = openElsewhere(workerData.params);
    const events = [];
    for await (const batch of store.readAll({ after: 2, batchSize: 3 })) events.push(...batch);
    store.close();
    parentPort.postMessage(events);
  });`;

it('tells a thread how to read the ledger, up to what was acknowledged last', async () => {
  const store = await ledger.open();
  await store.append('thing-1', someEvents(12), 'any');
  const worker = new Worker(reading, { eval: true, workerData: store.elsewhere });
  const [events] = (await once(worker, 'message')) as [unknown];
  expect(events).toEqual((await readAll(store)).slice(2));
  expect(events).toHaveLength(10);
});

it('names the file that cannot be opened there', () => {
  const { path } = ledger;
  expect(() => openElsewhere({ path, lockWaitMs: 100 })).toThrow(FileNotOpenedError);
  expect(() => openElsewhere({ path, lockWaitMs: 100 })).toThrow(path);
});
