/**
 * The transaction log of the protocol double, with the rules of a KurrentDB server where an adapter can meet them: positions are byte
 * offsets with gaps, the server writes events of its own in between, and idempotency by event id is best effort.
 */

/** One record, as bytes: nothing in the double understands an event. */
export interface LogRecord {
  /** Where it begins in the log. Commit and prepare position are the same. */
  readonly position: number;
  /** Where the next one begins. */
  readonly end: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly createdMs: number;
}

export type ProposedRecord = Pick<LogRecord, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

/** What a writer expects of the stream. */
export type Expectation = 'any' | 'no-stream' | 'stream-exists' | number;

export type AppendVerdict =
  | { readonly kind: 'written' | 'idempotent'; readonly revision: number; readonly position: number }
  /** `current` is -1 where there is no stream. */
  | { readonly kind: 'wrong-expected-version'; readonly current: number };

export interface LogOptions {
  /** After so many records of users the server writes one of its own; 0 never. Default 3. */
  readonly chatterEvery?: number;
  /** Ids that the server remembers for writers that expect `any` or `stream-exists`; older ones it takes for new. Default 1000. */
  readonly rememberedIds?: number;
  /** Milliseconds since the epoch; default 0 for ever. */
  readonly now?: () => number;
}

/** A place in the log: commit and prepare position. A record at P lies at (P, P). */
export interface LogPosition {
  readonly commit: number;
  readonly prepare: number;
}

/** Reading may only start where a record starts, or where the log ends. */
export class InvalidPositionError extends Error {
  constructor(commit: number) {
    super(`no record starts at ${commit}`);
    this.name = 'InvalidPositionError';
  }
}

const encoder = new TextEncoder();
const headerBytes = 61;

export class KurrentLog {
  readonly records: LogRecord[] = [];
  readonly #streams = new Map<string, LogRecord[]>();
  readonly #starts = new Map<number, number>();
  readonly #remembered = new Map<string, LogRecord>();
  readonly #listeners = new Set<() => void>();
  readonly #options: Required<LogOptions>;
  #end = 0;
  #untilChatter: number;

  constructor(options: LogOptions = {}) {
    this.#options = { chatterEvery: 3, rememberedIds: 1000, now: () => 0, ...options };
    this.#untilChatter = this.#options.chatterEvery;
    // A real server's log never begins with a user's event.
    this.#writeOwn('$users', '$UserCreated');
  }

  /** Where the next record will begin. */
  get end(): number {
    return this.#end;
  }

  stream(name: string): readonly LogRecord[] {
    return this.#streams.get(name) ?? [];
  }

  /** The index of the first record at or behind a place. Throws {@link InvalidPositionError}. */
  indexFrom({ commit, prepare }: LogPosition): number {
    const last = this.records.at(-1)!;
    if (commit > last.position) return this.records.length;
    const index = this.#starts.get(commit);
    if (index === undefined) throw new InvalidPositionError(commit);
    return prepare > commit ? index + 1 : index;
  }

  /** The index of the first record that begins at or behind `end`, which must be the end of a record. Throws {@link InvalidPositionError}. */
  indexBefore({ commit }: LogPosition): number {
    if (commit === this.#end) return this.records.length;
    const index = this.#starts.get(commit);
    if (index === undefined) throw new InvalidPositionError(commit);
    return index;
  }

  append(stream: string, expected: Expectation, proposed: readonly ProposedRecord[]): AppendVerdict {
    const verdict = this.#judge(stream, expected, proposed);
    if (verdict) return verdict;
    let last: LogRecord | undefined;
    for (const record of proposed) last = this.#write(stream, record);
    this.#chatter(proposed.length);
    for (const listener of this.#listeners) listener();
    return { kind: 'written', revision: last!.revision, position: last!.position };
  }

  /** Calls `listener` after each append, until the returned function is called. */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Undefined: write it. The order of the rules is the server's. */
  #judge(
    stream: string,
    expected: Expectation,
    proposed: readonly ProposedRecord[],
  ): AppendVerdict | undefined {
    const records = this.stream(stream);
    const current = records.length - 1;
    const wrong = { kind: 'wrong-expected-version', current } as const;
    if (expected === 'stream-exists' && current === -1) return wrong;
    if (expected === 'any' || expected === 'stream-exists')
      return this.#judgeByMemory(stream, proposed, wrong);
    const from = expected === 'no-stream' ? -1 : expected;
    if (from > current) return wrong;
    if (from === current) return undefined;
    const there = records.slice(from + 1, from + 1 + proposed.length);
    const isRepeat =
      there.length === proposed.length && there.every(({ id }, index) => id === proposed[index]!.id);
    return isRepeat ? idempotent(there.at(-1)!) : wrong;
  }

  #judgeByMemory(
    stream: string,
    proposed: readonly ProposedRecord[],
    wrong: AppendVerdict,
  ): AppendVerdict | undefined {
    const known = proposed.map(({ id }) => this.#remembered.get(id));
    if (known[0]?.stream !== stream) return undefined;
    return known.every((record) => record?.stream === stream) ? idempotent(known.at(-1)!) : wrong;
  }

  #write(stream: string, proposed: ProposedRecord): LogRecord {
    const records = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, records);
    const bytes =
      encoder.encode(stream + proposed.type).length + proposed.data.length + proposed.metadata.length;
    const record: LogRecord = {
      ...proposed,
      stream,
      revision: records.length,
      position: this.#end,
      end: this.#end + headerBytes + bytes,
      createdMs: this.#options.now(),
    };
    this.#end = record.end;
    this.#starts.set(record.position, this.records.length);
    this.records.push(record);
    records.push(record);
    this.#remember(record);
    return record;
  }

  #remember(record: LogRecord): void {
    this.#remembered.set(record.id, record);
    if (this.#remembered.size <= this.#options.rememberedIds) return;
    const [oldest] = this.#remembered.keys();
    this.#remembered.delete(oldest!);
  }

  #chatter(count: number): void {
    if (this.#options.chatterEvery === 0) return;
    this.#untilChatter -= count;
    if (this.#untilChatter > 0) return;
    this.#untilChatter = this.#options.chatterEvery;
    this.#writeOwn('$stats-127.0.0.1:2113', '$statsCollected');
  }

  #writeOwn(stream: string, type: string): void {
    const serial = String(this.records.length).padStart(12, '0');
    this.#write(stream, {
      id: `00000000-0000-4000-8000-${serial}`,
      type,
      contentType: 'application/json',
      data: encoder.encode('{}'),
      metadata: new Uint8Array(),
    });
  }
}

const idempotent = ({ revision, position }: LogRecord): AppendVerdict => ({
  kind: 'idempotent',
  revision,
  position,
});
