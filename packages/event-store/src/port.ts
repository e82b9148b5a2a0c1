/** The ledger as everything else sees it. Adapters implement {@link EventStore}; the contract suite in `../contract` is the specification. */

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** `<category>-<id>`, KurrentDB's convention: the category is what stands before the first dash. */
export type StreamName = string;

/** What every event's metadata carries. Personal data never stands here. Instants are ISO 8601 UTC with milliseconds. */
export interface EventMetadata {
  /** The command that caused the event; a repeat of it is recognised by this. */
  readonly commandId: string;
  /** Who acted: a random id or a role, never a name or an address. */
  readonly actor: string;
  /** When it happened. */
  readonly occurredAt: string;
  /** When the ledger took it. */
  readonly recordedAt: string;
  readonly $correlationId?: string;
  readonly $causationId?: string;
  /** The shape of `data`; upcasting on read starts from it. */
  readonly schemaVersion: number;
  readonly policyVersion?: string;
  readonly chartVersion?: string;
  readonly [key: string]: Json | undefined;
}

export interface NewEvent<Type extends string = string, Data = unknown> {
  /** UUID. The same id in the same stream is the same event: appending it again adds nothing. */
  readonly id: string;
  readonly type: Type;
  readonly data: Data;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent<Type extends string = string, Data = unknown> extends NewEvent<Type, Data> {
  readonly stream: StreamName;
  /** Place in its stream, from 0 without gaps. */
  readonly revision: number;
  /** Place in the global order: increasing, from 1, a safe integer. Gap-free only where the store says so. */
  readonly position: number;
}

/** `any`: no check. `no-stream`: create once. `stream-exists`: at least one event. A number: the exact last revision. */
export type ExpectedRevision = 'any' | 'no-stream' | 'stream-exists' | number;

export type AppendResult =
  /** Durable. `repeated`: every event was already there, by id, and nothing was added. `position` is that of the last event. */
  | { readonly outcome: 'appended' | 'repeated'; readonly revision: number; readonly position: number }
  /** Nothing was added. `actual` is the stream's last revision, -1 when it does not exist. */
  | { readonly outcome: 'conflict'; readonly expected: ExpectedRevision; readonly actual: number };

export interface ReadStreamOptions {
  /** First revision wanted (inclusive). Default: 0 forward, the last one backward. */
  readonly from?: number;
  readonly direction?: 'forward' | 'backward';
  readonly limit?: number;
}

export interface EventFilter {
  /** Categories to keep (`ticket`, `policy` …). Absent: all. */
  readonly categories?: readonly string[];
  /** Event types to keep. Absent: all. */
  readonly types?: readonly string[];
}

export interface ReadAllOptions {
  /** Forward: events behind this position (exclusive), default 0. Backward: events before it (exclusive), default the end. */
  readonly after?: number;
  readonly direction?: 'forward' | 'backward';
  readonly limit?: number;
  readonly filter?: EventFilter;
  /** Events a batch at most; default 500. */
  readonly batchSize?: number;
}

export interface SubscribeOptions {
  /** Events behind this position (exclusive); 0 from the start. */
  readonly after: number;
  readonly filter?: EventFilter;
  readonly batchSize?: number;
  /** Ends the subscription, without an error. */
  readonly signal: AbortSignal;
  /**
   * Called between batches: everything wanted up to this position was yielded, although a filter may have let nothing pass, so a
   * checkpoint may move on to it. An adapter that cannot tell never calls it.
   */
  readonly onReached?: (position: number) => void;
}

export interface StreamAppend {
  readonly stream: StreamName;
  readonly events: readonly NewEvent[];
  readonly expectedRevision: ExpectedRevision;
}

export interface StoreCapabilities {
  /** Positions follow on without gaps (1, 2, 3 …). */
  readonly gapFreePositions: boolean;
  /** `appendMany` is atomic over several streams. */
  readonly multiStreamAppend: boolean;
}

/** How another thread of this process opens the same ledger: a module that exports `openElsewhere`, and what to call it with. */
export interface Elsewhere {
  readonly module: string;
  /** Plain data. */
  readonly params: unknown;
}

/** A ledger opened to be read by a thread of its own. */
export interface OpenedElsewhere extends Pick<EventStore, 'readAll'> {
  close(): void;
}

/** What a module named by `Elsewhere` exports as `openElsewhere`. */
export type OpenElsewhere<Params = never> = (params: Params) => OpenedElsewhere;

export interface EventStore {
  readonly capabilities: StoreCapabilities;
  /** Where threads can read the ledger side by side. Absent: they cannot. */
  readonly elsewhere?: Elsewhere | undefined;
  /**
   * Appends `events` to `stream`, all or none. Resolves only after they are durable. A conflict is a value; an unknown outcome
   * (`OutcomeUnknownError`) and a broken store throw. Ids decide repeats: all known → `repeated`, whatever revision was expected;
   * some known, some not → `PartialRepeatError`. What cannot be stored (no events, an id that is no UUID in lower case or occurs twice,
   * data that is not JSON, a stream that is no `<category>-<id>`) is refused before it comes near the store.
   */
  append(
    stream: StreamName,
    events: readonly NewEvent[],
    expectedRevision: ExpectedRevision,
  ): Promise<AppendResult>;
  /**
   * Appends to several streams, all or none; results in the order given, all conflicts if one conflicts, all repeats if every id is
   * known; `PartialRepeatError` when some are. A stream may occur once. Without the capability `multiStreamAppend`:
   * `UnsupportedOperationError`.
   */
  appendMany(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]>;
  /** The stream's events; empty when it does not exist. */
  readStream(stream: StreamName, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;
  /** Batches in global order. A position read is never followed later by a smaller one that was not visible. */
  readAll(options?: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** Catch-up subscription: history first, then live, without a seam. Never yields an empty batch. Ends, without an error, with its signal or the store. */
  subscribe(options: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** The last visible position, 0 when empty. */
  head(): Promise<number>;
  /** Settles every append that was sent, ends subscriptions, frees resources; then all operations throw `StoreClosedError`. Idempotent. */
  close(): Promise<void>;
}
