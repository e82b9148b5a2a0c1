import { systemEnv } from '@caselog/env';
import type { EventStore, RecordedEvent } from '@caselog/event-store';
import { describe, expect, it } from 'vitest';
import {
  compareWithFold,
  historyOf,
  lifeOf,
  MissedRevisionError,
  PositionConflictError,
  ProjectionDatabaseError,
  ProjectionEventError,
  projectionPositions,
  readModelProjections,
  runProjections,
  ticketDetails,
  type EventSource,
  type Projection,
  type ReadModels,
} from '../src/index.ts';
import { temporaryReadModels } from './support/home.ts';
import { aLedger, append, catchUp, event, minute, newEvent, nextId, opening } from './support/ledger.ts';

const positionsOf = async (db: ReadModels) =>
  Object.fromEntries((await projectionPositions(db)).map(({ name, position }) => [name, position]));

/** Ten tickets with three events each, interleaved. */
const thirtyEvents = async (): Promise<EventStore> => {
  const store = aLedger();
  const tickets = Array.from({ length: 10 }, () => nextId());
  for (const ticket of tickets) await append(store, ticket, [opening(minute(0))]);
  for (const ticket of tickets) await append(store, ticket, [event('TicketTriaged', minute(5), {})]);
  for (const ticket of tickets)
    await append(store, ticket, [event('TicketEscalated', minute(9), { team: 'team-2', reason: null })]);
  return store;
};

/** Fails once, after everything was written, in the batch that holds `position`. */
const failingAt = (projection: Projection, position: number, error: unknown): Projection => {
  let hasFailed = false;
  let isDue = false;
  return {
    ...projection,
    fold(folding, events) {
      isDue = events.some((recorded) => recorded.position === position);
      return projection.fold(folding, events);
    },
    async write(trx, lane) {
      await projection.write(trx, lane);
      if (hasFailed || !isDue) return;
      hasFailed = true;
      throw error;
    },
  };
};

const databaseFault = Object.assign(new Error('disk I/O error'), { errcode: 10 });

const run = (
  db: ReadModels,
  source: EventSource,
  projections: readonly Projection[] = readModelProjections(),
  signal: AbortSignal = new AbortController().signal,
) => runProjections(projections, { db, source, env: systemEnv, signal, batchSize: 7 });

describe('the runner', () => {
  it('rolls back the effect of all read models with their positions when one fails in the middle', async () => {
    await using files = temporaryReadModels();
    const db = await files.open();
    const store = await thirtyEvents();
    const [ticket, queue, flow] = readModelProjections();

    const running = catchUp(db, store, [ticket!, queue!, failingAt(flow!, 17, databaseFault)], 7);

    await expect(running).rejects.toThrow(ProjectionDatabaseError);
    expect(await positionsOf(db)).toEqual({ ticket: 14, queue: 14, flow: 14 });
    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('goes on exactly where it stood, with another process or with the same projections', async () => {
    await using files = temporaryReadModels();
    const store = await thirtyEvents();
    const projections = readModelProjections();
    const [ticket, queue, flow] = projections;
    const db = await files.open();
    await expect(
      catchUp(db, store, [ticket!, failingAt(queue!, 9, databaseFault), flow!], 4),
    ).rejects.toThrow(ProjectionDatabaseError);

    await catchUp(db, store, projections, 4);

    expect(await positionsOf(db)).toEqual({ ticket: 30, queue: 30, flow: 30 });
    expect(await compareWithFold(await files.open(), store)).toEqual([]);
  });

  it('passes over what it has taken before', async () => {
    await using files = temporaryReadModels();
    const db = await files.open();
    const store = await thirtyEvents();
    const all = (await Array.fromAsync(store.readAll())).flat();
    async function* stammering(): AsyncIterable<readonly RecordedEvent[]> {
      yield all.slice(0, 12);
      yield all.slice(4, 12);
      yield all.slice(8, 20);
      yield all;
    }

    await run(db, stammering);

    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('lets only one of two runners take a batch: the other stops and has written nothing', async () => {
    await using files = temporaryReadModels();
    const store = await thirtyEvents();
    const [one, other] = [await files.open(), await files.open()];

    const bothStarted = Promise.withResolvers<void>();
    let started = 0;
    const source: EventSource = async function* (options) {
      started += 1;
      if (started === 2) bothStarted.resolve();
      await bothStarted.promise;
      yield* historyOf(store)(options);
    };

    const outcomes = await Promise.allSettled([run(one, source), run(other, source)]);

    const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(losers).toHaveLength(1);
    expect(losers[0]!.reason).toBeInstanceOf(PositionConflictError);
    expect(await positionsOf(one)).toEqual({ ticket: 30, queue: 30, flow: 30 });
    expect(await compareWithFold(one, store)).toEqual([]);
  });

  it('stops right before an event that cannot be taken, and names it', async () => {
    await using files = temporaryReadModels();
    const db = await files.open();
    const store = await thirtyEvents();
    const ticket = nextId();
    await append(store, ticket, [
      opening(minute(20)),
      event('SurveySent', minute(21), { messageId: '<1@desk>' }),
    ]);
    await append(store, nextId(), [opening(minute(22))]);

    const error: unknown = await catchUp(db, store).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ProjectionEventError);
    expect(error).toMatchObject({
      position: 32,
      stream: `ticket-${ticket}`,
      revision: 1,
      type: 'SurveySent',
    });
    expect((error as Error).message).toBe(
      `projection ticket cannot take SurveySent at position 32 (ticket-${ticket}, revision 1): ` +
        `SurveySent at ${minute(21)} cannot happen to a ticket that is opened`,
    );
    expect(await positionsOf(db)).toEqual({ ticket: 31, queue: 31, flow: 31 });
    expect(await ticketDetails(db, ticket)).toMatchObject({ lifecycle: 'opened', revision: 0 });
  });

  it('passes over other categories and unknown types, and its position moves on', async () => {
    await using files = temporaryReadModels();
    const db = await files.open();
    const store = aLedger();
    const ticket = nextId();
    await append(store, ticket, [opening(minute(0))]);
    await store.append('policy-default', [newEvent('PolicyPublished', minute(1), {})], 'any');
    await store.append(`ticket-${ticket}`, [newEvent('TicketSungAbout', minute(2), { verses: 3 })], 'any');
    await append(store, ticket, [event('TicketTriaged', minute(3), {})]);
    await store.append('policy-default', [newEvent('PolicyPublished', minute(4), {})], 'any');

    await catchUp(db, store);

    expect(await positionsOf(db)).toEqual({ ticket: 5, queue: 5, flow: 5 });
    expect(await ticketDetails(db, ticket)).toMatchObject({ lifecycle: 'triaged', revision: 2, position: 4 });
    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('refuses a history with a hole rather than showing what never was', async () => {
    await using files = temporaryReadModels();
    const db = await files.open();
    const store = await thirtyEvents();
    const all = (await Array.fromAsync(store.readAll())).flat();
    async function* leaky(): AsyncIterable<readonly RecordedEvent[]> {
      yield all.filter(({ position }) => position !== 12);
    }

    const error: unknown = await run(db, leaky).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ position: 22, cause: expect.any(MissedRevisionError) as unknown });
  });

  it('builds a read model of another version again from the first event, beside those that stay', async () => {
    await using files = temporaryReadModels();
    const db = await files.open();
    const store = await thirtyEvents();
    await catchUp(db, store);
    const [ticket, queue, flow] = readModelProjections();
    const taken: number[] = [];
    const next: Projection = {
      ...queue!,
      version: 'next',
      fold: (folding, events) => {
        taken.push(...events.map(({ position }) => position));
        return queue!.fold(folding, events);
      },
    };

    await catchUp(db, store, [ticket!, next, flow!], 7);

    expect(taken).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('follows what comes and ends without an error when it is told to', async () => {
    await using files = temporaryReadModels();
    const db = await files.open();
    const store = await thirtyEvents();
    const stopping = new AbortController();
    const late = nextId();
    let appended: Promise<void> | undefined;

    await runProjections(readModelProjections(), {
      db,
      source: lifeOf(store),
      env: systemEnv,
      signal: stopping.signal,
      onProgress: ({ position }) => {
        if (position === 30) appended = append(store, late, [opening(minute(60))]);
        if (position === 31) stopping.abort();
      },
    });

    await appended;
    expect(await ticketDetails(db, late)).toMatchObject({ lifecycle: 'opened' });
  });
});
