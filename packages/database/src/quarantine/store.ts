import type { QuarantinedLane, QuarantineStore, SkipDecision, SkippedEvent } from '@caselog/broadcast';
import type { Insertable, Kysely, Selectable } from 'kysely';
import { takenOver } from '../bulk.ts';
import { inTransaction } from '../schema.ts';
import type { QuarantineTables } from './tables.ts';

type Db = Kysely<QuarantineTables>;
type LaneRow = Selectable<QuarantineTables['quarantine_lane']>;
type SkipRow = Selectable<QuarantineTables['quarantine_skip']>;

const laneOf = (row: LaneRow): QuarantinedLane => ({
  reader: row.reader,
  stream: row.stream,
  revision: row.revision,
  position: row.position,
  eventId: row.event_id,
  eventType: row.event_type,
  reason: row.reason,
  attempts: row.attempts,
  since: row.since,
  status: row.status === 'released' ? 'released' : 'held',
  // A file that its owner has not opened since has no such column.
  nextTryAt: row.status === 'held' ? ((row as Partial<LaneRow>).next_try_at ?? null) : null,
  resumeRevision: row.resume_revision,
});

const rowOf = (lane: QuarantinedLane): Insertable<QuarantineTables['quarantine_lane']> => ({
  reader: lane.reader,
  stream: lane.stream,
  revision: lane.revision,
  position: lane.position,
  event_id: lane.eventId,
  event_type: lane.eventType,
  reason: lane.reason,
  attempts: lane.attempts,
  since: lane.since,
  status: lane.status,
  resume_revision: lane.resumeRevision,
  next_try_at: lane.nextTryAt,
});

const skipOf = (row: SkipRow): SkippedEvent => ({
  reader: row.reader,
  stream: row.stream,
  revision: row.revision,
  position: row.position,
  eventId: row.event_id,
  eventType: row.event_type,
  reason: row.reason,
  by: row.decided_by,
  why: row.why,
  at: row.decided_at,
});

const skipRow = (
  { reader, stream, revision, position, event_id, event_type, reason }: LaneRow,
  { by, why, at }: SkipDecision,
): SkipRow => ({
  reader,
  stream,
  revision,
  position,
  event_id,
  event_type,
  reason,
  decided_by: by,
  why,
  decided_at: at,
});

const laneFields = [
  'revision',
  'position',
  'event_id',
  'event_type',
  'reason',
  'attempts',
  'since',
  'status',
  'resume_revision',
  'next_try_at',
] as const satisfies readonly (keyof LaneRow)[];

const park = async (db: Db, lane: QuarantinedLane): Promise<void> => {
  await db
    .insertInto('quarantine_lane')
    .values(rowOf(lane))
    .onConflict((conflict) => conflict.columns(['reader', 'stream']).doUpdateSet(takenOver(laneFields)))
    .execute();
};

/** Lets a held lane go on; with `revision`, only when that is where it is held. False when none is. */
const letGo = async (
  db: Db,
  reader: string,
  stream: string,
  set: { readonly resume_revision?: number },
  revision?: number,
): Promise<boolean> => {
  let query = db
    .updateTable('quarantine_lane')
    .set({ status: 'released', ...set })
    .where('reader', '=', reader)
    .where('stream', '=', stream)
    .where('status', '=', 'held');
  if (revision !== undefined) query = query.where('revision', '=', revision);
  return (await query.executeTakeFirst()).numUpdatedRows === 1n;
};

const laneRow = (db: Db, reader: string, stream: string): Promise<LaneRow | undefined> =>
  db
    .selectFrom('quarantine_lane')
    .selectAll()
    .where('reader', '=', reader)
    .where('stream', '=', stream)
    .executeTakeFirst();

const skip = (
  db: Db,
  reader: string,
  stream: string,
  revision: number,
  decision: SkipDecision,
): Promise<boolean> =>
  inTransaction(db, async (trx) => {
    if (!(await letGo(trx, reader, stream, { resume_revision: revision + 1 }, revision))) return false;
    const row = await laneRow(trx, reader, stream);
    if (row) await trx.insertInto('quarantine_skip').values(skipRow(row, decision)).execute();
    return true;
  });

const lanes = (db: Db, reader: string | undefined): Promise<LaneRow[]> => {
  const query = db.selectFrom('quarantine_lane').selectAll().orderBy('since').orderBy('position');
  return (reader === undefined ? query : query.where('reader', '=', reader)).execute();
};

const skips = (db: Db, reader: string | undefined): Promise<SkipRow[]> => {
  const query = db.selectFrom('quarantine_skip').selectAll().orderBy('decided_at').orderBy('position');
  return (reader === undefined ? query : query.where('reader', '=', reader)).execute();
};

/**
 * A quarantine in a database that holds the {@link createQuarantineTables} tables. Given a transaction it is part of it, so that a lane is
 * written together with the position that passes it. As durable as the handle was opened.
 */
export const createSqlQuarantine = <Tables extends QuarantineTables>(
  handle: Kysely<Tables>,
): QuarantineStore => {
  const db = handle as unknown as Db;
  return {
    list: async (reader) => (await lanes(db, reader)).map(laneOf),
    async get(reader, stream) {
      const row = await laneRow(db, reader, stream);
      return row && laneOf(row);
    },
    park: (lane) => park(db, lane),
    async advance(reader, stream, resumeRevision) {
      await db
        .updateTable('quarantine_lane')
        .set({ resume_revision: resumeRevision })
        .where('reader', '=', reader)
        .where('stream', '=', stream)
        .execute();
    },
    async remove(reader, stream) {
      await db
        .deleteFrom('quarantine_lane')
        .where('reader', '=', reader)
        .where('stream', '=', stream)
        .execute();
    },
    release: (reader, stream) => letGo(db, reader, stream, {}),
    skip: (reader, stream, revision, decision) => skip(db, reader, stream, revision, decision),
    skipped: async (reader) => (await skips(db, reader)).map(skipOf),
  };
};
