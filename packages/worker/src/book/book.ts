import type { QuarantineStore } from '@caselog/broadcast';
import { createSqlQuarantine, openDatabase } from '@caselog/database';
import { toInstant, type Env } from '@caselog/env';
import type { Kysely } from 'kysely';
import { createBookTables, type BookTables } from './tables.ts';

/** Whose effect, of which event, by which name. */
interface EffectName {
  readonly reader: string;
  readonly eventId: string;
  readonly name: string;
}

export interface EffectRecord extends EffectName {
  /** `intended`: a try began, and nobody recorded its end. */
  readonly state: 'intended' | 'done';
  readonly result: unknown;
  readonly intendedAt: string;
}

/** What a worker knows: how far it has come, what it did, and which lanes stand still. Everything is durable when it resolves. */
export interface WorkerBook {
  readonly quarantine: QuarantineStore;
  /** Undefined for a worker that never ran. */
  position(reader: string): Promise<number | undefined>;
  moveTo(reader: string, position: number): Promise<void>;
  effect(of: EffectName): Promise<EffectRecord | undefined>;
  intend(of: EffectName): Promise<void>;
  /** Records the result; also by the hand of a person who found out that an effect in doubt did happen. */
  finish(of: EffectName, result: unknown): Promise<void>;
  /** The effect did not happen; also by the hand of a person who found that out. */
  forget(of: EffectName): Promise<void>;
  /** Effects whose end nobody recorded, the oldest first. */
  inDoubt(reader: string): Promise<readonly EffectRecord[]>;
  close(): Promise<void>;
}

type Row = BookTables['worker_effect'];

const recordOf = ({ reader, event_id, name, state, result, intended_at }: Row): EffectRecord => ({
  reader,
  eventId: event_id,
  name,
  state,
  result: result === null ? undefined : (JSON.parse(result) as unknown),
  intendedAt: intended_at,
});

const effects = (db: Kysely<BookTables>, env: Env) => {
  const now = () => toInstant(env.now());
  const find = ({ reader, eventId, name }: EffectName) =>
    db
      .selectFrom('worker_effect')
      .selectAll()
      .where('reader', '=', reader)
      .where('event_id', '=', eventId)
      .where('name', '=', name)
      .executeTakeFirst();
  return {
    async effect(of: EffectName) {
      const row = await find(of);
      return row && recordOf(row);
    },
    async intend({ reader, eventId, name }: EffectName) {
      const row: Row = {
        reader,
        event_id: eventId,
        name,
        state: 'intended',
        result: null,
        intended_at: now(),
        done_at: null,
      };
      await db.insertInto('worker_effect').values(row).execute();
    },
    async finish({ reader, eventId, name }: EffectName, result: unknown) {
      const text = result === undefined ? null : JSON.stringify(result);
      await db
        .updateTable('worker_effect')
        .set({ state: 'done', result: text, done_at: now() })
        .where('reader', '=', reader)
        .where('event_id', '=', eventId)
        .where('name', '=', name)
        .execute();
    },
    async forget({ reader, eventId, name }: EffectName) {
      await db
        .deleteFrom('worker_effect')
        .where('reader', '=', reader)
        .where('event_id', '=', eventId)
        .where('name', '=', name)
        .where('state', '=', 'intended')
        .execute();
    },
    async inDoubt(reader: string) {
      const rows = await db
        .selectFrom('worker_effect')
        .selectAll()
        .where('reader', '=', reader)
        .where('state', '=', 'intended')
        .orderBy('intended_at')
        .execute();
      return rows.map(recordOf);
    },
  };
};

/** Opens a book (SQLite, made when it is not there); several processes may, but only one worker of a name works with it. */
export const openWorkerBook = async (path: string, env: Env): Promise<WorkerBook> => {
  const db = await openDatabase<BookTables>({ path, env });
  await createBookTables(db);
  return {
    quarantine: createSqlQuarantine(db),
    ...effects(db, env),
    async position(reader) {
      const row = await db
        .selectFrom('worker_checkpoint')
        .select('position')
        .where('reader', '=', reader)
        .executeTakeFirst();
      return row?.position;
    },
    async moveTo(reader, position) {
      await db
        .insertInto('worker_checkpoint')
        .values({ reader, position })
        .onConflict((conflict) => conflict.column('reader').doUpdateSet({ position }))
        .execute();
    },
    close: () => db.destroy(),
  };
};
