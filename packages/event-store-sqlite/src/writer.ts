import type { DatabaseSync } from 'node:sqlite';
import { isRepeat, meetsExpectation, OutcomeUnknownError } from '@caselog/event-store';
import type { AppendResult, EncodedAppend, EncodedEvent } from '@caselog/event-store';
import { explained, isSqlite, sqliteCode, sqliteConstraint, sqliteIoError } from './errors.ts';
import { Kinds } from './kinds.ts';
import type { LeafHash } from './leaf.ts';
import { EventRows } from './rows.ts';
import { Streams } from './streams.ts';
import type { StreamState } from './streams.ts';

/** One caller's append: to one stream, or to several at once. */
export type Group = readonly EncodedAppend[];

/** What became of a group: its results, or the error its caller gets. */
export type GroupOutcome = { readonly results: readonly AppendResult[] } | { readonly error: unknown };

type MaybeStreams = readonly (StreamState | undefined)[];
type Inserted = { readonly results: readonly AppendResult[] } | { readonly violation: unknown };

const isOfSqlite = (error: unknown) => sqliteCode(error) !== undefined;
const isOneEvent = (group: Group) => group.length === 1 && group[0]!.events.length === 1;

const prepareAll = (db: DatabaseSync) => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  dataVersion: db.prepare('PRAGMA data_version', { returnArrays: true }),
  head: db.prepare('SELECT max(position) AS n FROM events'),
  known: db.prepare(`SELECT revision, position FROM events WHERE stream = ? AND id = unhex(?, '-')`),
  savepoint: db.prepare('SAVEPOINT a_group'),
  release: db.prepare('RELEASE a_group'),
  rollbackTo: db.prepare('ROLLBACK TO a_group'),
});

/**
 * Writes groups in one transaction: each group all or none, whatever becomes of its neighbours. Synchronous. Several processes may
 * have a writer on one file: SQLite's write lock orders them, and what is cached here is forgotten when another one has committed.
 */
export class Writer {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #leafHash: LeafHash | undefined;
  readonly #sql: ReturnType<typeof prepareAll>;
  readonly #kinds: Kinds;
  readonly #rows: EventRows;
  readonly #streams: Streams;
  #isGathering = false;
  #dataVersion: unknown;
  #head = 0;

  constructor(db: DatabaseSync, path: string, leafHash: LeafHash | undefined) {
    this.#db = db;
    this.#path = path;
    this.#leafHash = leafHash;
    this.#sql = prepareAll(db);
    this.#kinds = new Kinds(db, true);
    this.#rows = new EventRows(db);
    this.#streams = new Streams(db, this.#kinds, () => this.#rows.flush());
  }

  /**
   * One transaction. Returns an outcome per group, in order, after the commit; throws, with nothing stored, when the whole
   * transaction fails; throws `OutcomeUnknownError` when the disk failed during the commit.
   *
   * Rows are gathered into large statements first. Where one of them is refused (an event is there already) or a group has an error of
   * its own, the transaction is rolled back and the groups are written singly, so that each gets its own outcome.
   */
  write(groups: readonly Group[]): readonly GroupOutcome[] {
    try {
      const isOne = groups.length === 1 && isOneEvent(groups[0]!);
      return (isOne ? undefined : this.#writeGathered(groups)) ?? this.#writeSingly(groups);
    } catch (error) {
      throw explained(error, this.#path);
    }
  }

  /** Undefined, with nothing stored, where the groups must be written singly. */
  #writeGathered(groups: readonly Group[]): readonly GroupOutcome[] | undefined {
    this.#isGathering = true;
    try {
      return this.#transact(groups, (group) => ({ results: this.#judge(group) }));
    } catch (error) {
      if (error instanceof OutcomeUnknownError || (isOfSqlite(error) && !isSqlite(error, sqliteConstraint)))
        throw error;
      return undefined;
    }
  }

  #writeSingly(groups: readonly Group[]): readonly GroupOutcome[] {
    this.#isGathering = false;
    return this.#transact(groups, (group) => {
      try {
        return { results: this.#judge(group) };
      } catch (error) {
        // SQLite's errors concern the whole transaction; ours (a partial repeat, a leaf that cannot be made) this group alone.
        if (isOfSqlite(error)) throw error;
        return { error };
      }
    });
  }

  #transact(groups: readonly Group[], writeGroup: (group: Group) => GroupOutcome): readonly GroupOutcome[] {
    try {
      this.#sql.begin.run();
      this.#catchUp();
      const outcomes = groups.map(writeGroup);
      this.#rows.flush();
      this.#commit(groups);
      return outcomes;
    } catch (error) {
      this.#abandon();
      throw error;
    }
  }

  #commit(groups: readonly Group[]): void {
    try {
      this.#sql.commit.run();
    } catch (error) {
      // The commit record may have reached the disk although the flush failed.
      if (isSqlite(error, sqliteIoError))
        throw new OutcomeUnknownError(groups[0]![0]!.stream, { cause: error });
      throw error;
    }
  }

  #abandon(): void {
    this.#dataVersion = undefined;
    this.#rows.discard();
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }

  /** Forgets what another process, or a rollback, may have made untrue. The write lock is held. */
  #catchUp(): void {
    const version = (this.#sql.dataVersion.get() as unknown as [number])[0];
    if (version === this.#dataVersion) return;
    this.#kinds.reload();
    this.#streams.reload();
    this.#head = (this.#sql.head.get()?.['n'] as number | null | undefined) ?? 0;
    this.#dataVersion = version;
  }

  #judge(group: Group): readonly AppendResult[] {
    const streams = group.map(({ stream }) => this.#streams.find(stream));
    const isMet = group.every(({ expectedRevision }, at) =>
      meetsExpectation(expectedRevision, streams[at]?.revision ?? -1),
    );
    // Ids decide before revisions do. Where the revisions fit, the unique index finds a repeat while inserting, at no cost to others.
    const inserted = isMet ? this.#insertGroup(group, streams) : undefined;
    if (inserted && 'results' in inserted) return inserted.results;
    const repeated = this.#repeated(group, streams);
    if (repeated) return repeated;
    if (inserted) throw inserted.violation;
    return group.map(({ expectedRevision }, at) => ({
      outcome: 'conflict',
      expected: expectedRevision,
      actual: streams[at]?.revision ?? -1,
    }));
  }

  /** With a violation nothing is inserted: an id is already there. */
  #insertGroup(group: Group, streams: MaybeStreams): Inserted {
    if (this.#isGathering) return { results: this.#insertAll(group, streams) };
    // Of one event there is nothing to undo.
    const mayBeHalf = !isOneEvent(group);
    if (mayBeHalf) this.#sql.savepoint.run();
    try {
      const results = this.#insertAll(group, streams);
      if (mayBeHalf) this.#sql.release.run();
      return { results };
    } catch (error) {
      const isViolation = isSqlite(error, sqliteConstraint);
      // SQLite's other errors end the whole transaction.
      if (isOfSqlite(error) && !isViolation) throw error;
      if (mayBeHalf) this.#undo();
      if (isViolation) return { violation: error };
      throw error;
    }
  }

  #insertAll(group: Group, streams: MaybeStreams): readonly AppendResult[] {
    return group.map((append, at) => this.#insert(append, streams[at]));
  }

  #undo(): void {
    this.#sql.rollbackTo.run();
    this.#sql.release.run();
    this.#dataVersion = undefined;
    this.#catchUp();
  }

  #insert({ stream, events }: EncodedAppend, found: StreamState | undefined): AppendResult {
    const state = found ?? this.#streams.create(stream);
    for (const event of events) {
      const position = this.#head + 1;
      const revision = state.revision + 1;
      const kind = state.kinds.get(event.type) ?? this.#kinds.add(state.category, event.type);
      const leaf = this.#leafHash ? this.#leafOf(this.#leafHash, stream, event, revision, position) : null;
      const rows = this.#isGathering ? this.#rows.gather : this.#rows.insert;
      rows(position, state.id, revision, kind, event.id, leaf, event.metadata, event.data);
      state.revision = revision;
      this.#head = position;
    }
    return { outcome: 'appended', revision: state.revision, position: this.#head };
  }

  #leafOf(
    leafHash: LeafHash,
    stream: string,
    event: EncodedEvent,
    revision: number,
    position: number,
  ): Uint8Array {
    const { id, type, recordedAt } = event;
    const dataBytes = Buffer.from(event.data);
    const metadataBytes = Buffer.from(event.metadata);
    return leafHash({ position, stream, revision, type, id, recordedAt, dataBytes, metadataBytes });
  }

  /** The results of a group that is there already; undefined when none of it is. Throws `PartialRepeatError`. */
  #repeated(group: Group, streams: MaybeStreams): readonly AppendResult[] | undefined {
    this.#rows.flush();
    const found = group.map(({ events }, at) => events.map(({ id }) => this.#known(streams[at], id)));
    const known = new Set(
      group.flatMap(({ stream, events }, at) =>
        events.filter((_, i) => found[at]![i]).map(({ id }) => stream + id),
      ),
    );
    if (!isRepeat(group, (stream, id) => known.has(stream + id))) return undefined;
    return found.map((places) => ({
      outcome: 'repeated',
      revision: Math.max(...places.map((place) => place!.revision)),
      position: Math.max(...places.map((place) => place!.position)),
    }));
  }

  #known(
    state: StreamState | undefined,
    id: string,
  ): { readonly revision: number; readonly position: number } | undefined {
    if (!state) return undefined;
    return this.#sql.known.get(state.id, id) as { revision: number; position: number } | undefined;
  }
}
