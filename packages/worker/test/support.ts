import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInProcessBroadcast, runRelay } from '@caselog/broadcast';
import { systemEnv as env } from '@caselog/env';
import { createMemoryStore, type EventStore, type NewEvent } from '@caselog/event-store';
import { afterEach } from 'vitest';
import { localLedger, onEvents, type OnEventsOptions, type Worker } from '../src/index.ts';

const cleaning: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).toReversed()) await clean();
});

/** A file in a folder that is gone after the test. */
export const freshFile = (name = 'book.sqlite'): string => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-worker-'));
  cleaning.push(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
};

export const ticket = (n: number): string => `ticket-0198f3a0-0000-7000-8000-${String(n).padStart(12, '0')}`;

const event = (type: string, data: object, schemaVersion = 1): NewEvent => ({
  id: env.uuid(),
  type,
  data,
  metadata: {
    commandId: env.uuid(),
    actor: 'agent-1',
    occurredAt: '2026-01-05T09:00:00.000Z',
    recordedAt: '2026-01-05T09:00:00.000Z',
    schemaVersion,
  },
});

export const note = (body: string): NewEvent => event('NoteAdded', { body });
export const thanks = (): NewEvent => event('RequesterThanked', { body: null });
export const supplied = (itemId: string, schemaVersion: number): NewEvent =>
  event('DataItemSupplied', { itemId, text: 'Here' }, schemaVersion);
export const broken = (): NewEvent => event('NoteAdded', { body: 7 });

/** A ledger in memory, relayed inside the process. */
export const openLedger = () => {
  const store: EventStore = createMemoryStore({ env });
  const broadcast = createInProcessBroadcast();
  const stop = new AbortController();
  const relaying = runRelay({ store, broadcast, env, signal: stop.signal });
  cleaning.push(async () => {
    stop.abort();
    await relaying;
  });
  const append = (stream: string, ...events: NewEvent[]) => store.append(stream, events, 'any');
  return { store, append, ledger: localLedger({ store, broadcast, env, reconcileMs: 50 }) };
};

const quick = { backoff: { firstMs: 1, mostMs: 2 }, checkpointMs: 5 } as const;

/** Starts a worker on notes; it is stopped after the test at the latest. */
export const startWorker = async (
  options: Pick<OnEventsOptions<'NoteAdded'>, 'ledger' | 'bookPath' | 'handle'> &
    Partial<OnEventsOptions<'NoteAdded'>>,
): Promise<Worker> => {
  const worker = await onEvents({
    name: 'notes',
    types: ['NoteAdded'],
    begin: 'start',
    ...quick,
    ...options,
  });
  cleaning.push(() => worker.stop());
  return worker;
};

/** Resolves when `met` is true. */
export const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await met())) await env.sleep(2);
};
