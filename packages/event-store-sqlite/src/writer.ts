import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isRepeat, meetsExpectation, OutcomeUnknownError, streamCategory } from '@caselog/event-store';
import type { AppendResult, EncodedAppend, EncodedEvent } from '@caselog/event-store';
import { explained, isSqlite, sqliteConstraint, sqliteIoError } from './errors.ts';
import { Kinds } from './kinds.ts';
import type { CategoryKinds } from './kinds.ts';
import type { LeafHash } from './leaf.ts';

/** One caller's append: to one stream, or to several at once. */
export type Group = readonly EncodedAppend[];

/** What became of a group: its results, or the error its caller gets. */
export type GroupOutcome = { readonly results: readonly AppendResult[] } | { readonly error: unknown };

/** What is known about a stream without asking the file. */
interface StreamState {
  readonly id: number;
  readonly category: string;
  readonly kinds: CategoryKinds;
  revision: number;
}

const cachedStreamsMax = 20_000;

interface Statements {
  readonly begin: StatementSync;
  readonly commit: StatementSync;
  readonly dataVersion: StatementSync;
  readonly head: StatementSync;
  readonly lastStream: StatementSync;
  readonly streamId: StatementSync;
  readonly lastRevision: StatementSync;
  readonly addStream: StatementSync;
  readonly known: StatementSync;
  readonly savepoint: StatementSync;
  readonly release: StatementSync;
  readonly rollbackTo: StatementSync;
  readonly insert: StatementSync;
}

const prepareAll = (db: DatabaseSync): Statements => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  dataVersion: db.prepare('PRAGMA data_version'),
  head: db.prepare('SELECT max(position) AS n FROM events'),
  lastStream: db.prepare('SELECT max(id) AS n FROM streams'),
  streamId: db.prepare('SELECT id AS n FROM streams WHERE name = ?'),
  lastRevision: db.prepare('SELECT max(revision) AS n FROM events WHERE stream = ?'),
  addStream: db.prepare('INSERT INTO streams (id, name) VALUES (?, ?)'),
  known: db.prepare(`SELECT revision, position FROM events WHERE stream = ? AND id = unhex(?, '-')`),
  savepoint: db.prepare('SAVEPOINT a_group'),
  release: db.prepare('RELEASE a_group'),
  rollbackTo: db.prepare('ROLLBACK TO a_group'),
  insert: db.prepare(
    `INSERT INTO events (position, stream, revision, kind, id, leaf_hash, metadata, data) VALUES (?, ?, ?, ?, unhex(?, '-'), ?, ?, ?)`,
  ),
});

const numberOf = (row: ReturnType<StatementSync['get']>): number | undefined =>
  (row?.['n'] as number | null | undefined) ?? undefined;

/**
 * Writes groups in one transaction: each group all or none, whatever becomes of its neighbours. Synchronous. Several processes may
 * have a writer on one file: SQLite's write lock orders them, and what is cached here is forgotten when another one has committed.
 */
export class Writer {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #leafHash: LeafHash | undefined;
  readonly #sql: Statements;
  readonly #kinds: Kinds;
  #streams = new Map<string, StreamState>();
  #olderStreams = new Map<string, StreamState>();
  #dataVersion: unknown;
  #head = 0;
  #lastStream = 0;

  constructor(db: DatabaseSync, path: string, leafHash: LeafHash | undefined) {
    this.#db = db;
    this.#path = path;
    this.#leafHash = leafHash;
    this.#sql = prepareAll(db);
    this.#kinds = new Kinds(db, true);
  }

  /**
   * One transaction. Returns an outcome per group, in order, after the commit; throws, with nothing stored, when the whole
   * transaction fails; throws `OutcomeUnknownError` when the disk failed during the commit.
   */
  write(groups: readonly Group[]): readonly GroupOutcome[] {
    try {
      this.#sql.begin.run();
      this.#catchUp();
      const outcomes = groups.map((group) => this.#writeGroup(group));
      this.#commit(groups);
      return outcomes;
    } catch (error) {
      this.#abandon();
      throw explained(error, this.#path);
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
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }

  /** Forgets what another process may have made untrue. The write lock is held. */
  #catchUp(): void {
    const version = this.#sql.dataVersion.get()?.['data_version'];
    if (version === this.#dataVersion) return;
    this.#streams.clear();
    this.#olderStreams.clear();
    this.#kinds.reload();
    this.#head = numberOf(this.#sql.head.get()) ?? 0;
    this.#lastStream = numberOf(this.#sql.lastStream.get()) ?? 0;
    this.#dataVersion = version;
  }

  #writeGroup(group: Group): GroupOutcome {
    try {
      return { results: this.#judge(group) };
    } catch (error) {
      // SQLite's errors concern the whole transaction; ours (a partial repeat, a leaf that cannot be made) this group alone.
      if (isSqliteError(error)) throw error;
      return { error };
    }
  }

  #judge(group: Group): readonly AppendResult[] {
    const streams = group.map(({ stream }) => this.#find(stream));
    const isMet = group.every(({ expectedRevision }, at) =>
      meetsExpectation(expectedRevision, streams[at]?.revision ?? -1),
    );
    // Ids decide before revisions do. Where the revisions fit, the unique index finds a repeat while inserting, at no cost to others.
    const inserted = isMet ? this.#tryInsert(group, streams) : undefined;
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

  #find(name: string): StreamState | undefined {
    const cached = this.#streams.get(name);
    if (cached) return cached;
    const older = this.#olderStreams.get(name);
    if (older) return this.#remember(name, older);
    const id = numberOf(this.#sql.streamId.get(name));
    if (id === undefined) return undefined;
    return this.#remember(name, this.#state(name, id, numberOf(this.#sql.lastRevision.get(id)) ?? -1));
  }

  #state(name: string, id: number, revision: number): StreamState {
    const category = streamCategory(name);
    return { id, category, kinds: this.#kinds.of(category), revision };
  }

  /** Keeps the streams used last: two generations, of which the older goes when the younger is full. */
  #remember(name: string, state: StreamState): StreamState {
    if (this.#streams.size >= cachedStreamsMax) {
      this.#olderStreams = this.#streams;
      this.#streams = new Map();
    }
    this.#streams.set(name, state);
    return state;
  }

  #create(name: string): StreamState {
    const id = this.#lastStream + 1;
    this.#sql.addStream.run(id, name);
    this.#lastStream = id;
    return this.#remember(name, this.#state(name, id, -1));
  }

  /** With a violation nothing is inserted: an id is already there. */
  #tryInsert(
    group: Group,
    streams: readonly (StreamState | undefined)[],
  ): { readonly results: readonly AppendResult[] } | { readonly violation: unknown } {
    const isSingle = group.length === 1 && group[0]!.events.length === 1;
    if (!isSingle) this.#sql.savepoint.run();
    try {
      const results = group.map((append, at) => this.#insertAll(append, streams[at]));
      if (!isSingle) this.#sql.release.run();
      return { results };
    } catch (error) {
      // SQLite's other errors end the whole transaction.
      const isViolation = isSqlite(error, sqliteConstraint);
      if (isSqliteError(error) && !isViolation) throw error;
      if (!isSingle) this.#undo();
      if (isViolation) return { violation: error };
      throw error;
    }
  }

  #undo(): void {
    this.#sql.rollbackTo.run();
    this.#sql.release.run();
    this.#dataVersion = undefined;
    this.#catchUp();
  }

  #insertAll({ stream, events }: EncodedAppend, found: StreamState | undefined): AppendResult {
    const state = found ?? this.#create(stream);
    for (const event of events) {
      this.#insert(stream, state, event);
      state.revision += 1;
      this.#head += 1;
    }
    return { outcome: 'appended', revision: state.revision, position: this.#head };
  }

  #insert(stream: string, state: StreamState, event: EncodedEvent): void {
    const position = this.#head + 1;
    const revision = state.revision + 1;
    const kind = state.kinds.get(event.type) ?? this.#kinds.add(state.category, event.type);
    const leaf = this.#leafHash ? this.#leafOf(this.#leafHash, stream, event, revision, position) : null;
    this.#sql.insert.run(position, state.id, revision, kind, event.id, leaf, event.metadata, event.data);
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
  #repeated(
    group: Group,
    streams: readonly (StreamState | undefined)[],
  ): readonly AppendResult[] | undefined {
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

const isSqliteError = (error: unknown) => error instanceof Error && 'errcode' in error;
