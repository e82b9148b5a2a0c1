import type { Env } from '@caselog/env';
import type {
  AppendResult,
  EventFilter,
  EventMetadata,
  EventStore,
  ReadStreamOptions,
  RecordedEvent,
  StreamAppend,
  StreamName,
} from './port.ts';
import { encodeAppends, isRepeat, meetsExpectation } from './append.ts';
import type { EncodedAppend } from './append.ts';
import { createBell } from './bell.ts';
import type { Bell } from './bell.ts';
import { StoreClosedError } from './errors.ts';
import { follow, readInBatches } from './follow.ts';
import type { Scan, ScanRequest } from './follow.ts';
import { assertCount, assertStreamName, streamCategory } from './names.ts';

/** An event as the memory ledger keeps it: texts, so that nobody can change what is stored. */
interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: StreamName;
  readonly revision: number;
  readonly position: number;
  readonly data: string;
  readonly metadata: string;
}

/** What a memory store keeps its events in: its disk. Opening another store on it simulates a restart or a second process. */
export interface MemoryLedger {
  readonly events: StoredEvent[];
  readonly streams: Map<
    StreamName,
    { readonly events: StoredEvent[]; readonly ids: Map<string, StoredEvent> }
  >;
  readonly bell: Bell;
}

/** An empty ledger in memory. */
export const createMemoryLedger = (): MemoryLedger => ({
  events: [],
  streams: new Map(),
  bell: createBell(),
});

export interface MemoryStoreOptions {
  readonly env: Env;
  /** The ledger to open; default a new one. */
  readonly ledger?: MemoryLedger;
  /** An append takes up to this long before and after it happens, drawn from `env`: for simulations. Default 0. */
  readonly appendDelayMsMax?: number;
}

const decode = ({ id, type, stream, revision, position, ...event }: StoredEvent): RecordedEvent => ({
  id,
  type,
  stream,
  revision,
  position,
  data: JSON.parse(event.data) as unknown,
  metadata: JSON.parse(event.metadata) as EventMetadata,
});

const actualRevision = (ledger: MemoryLedger, stream: StreamName) =>
  (ledger.streams.get(stream)?.events.length ?? 0) - 1;

function record(ledger: MemoryLedger, { stream, events }: EncodedAppend): AppendResult {
  const kept = ledger.streams.get(stream) ?? { events: [], ids: new Map<string, StoredEvent>() };
  ledger.streams.set(stream, kept);
  for (const { id, type, data, metadata } of events) {
    const stored = {
      id,
      type,
      data,
      metadata,
      stream,
      revision: kept.events.length,
      position: ledger.events.length + 1,
    };
    kept.events.push(stored);
    kept.ids.set(id, stored);
    ledger.events.push(stored);
  }
  return { outcome: 'appended', revision: kept.events.length - 1, position: ledger.events.length };
}

function repeatOf(ledger: MemoryLedger, { stream, events }: EncodedAppend): AppendResult {
  const found = events.flatMap(({ id }) => ledger.streams.get(stream)?.ids.get(id) ?? []);
  return {
    outcome: 'repeated',
    revision: Math.max(...found.map((event) => event.revision)),
    position: Math.max(...found.map((event) => event.position)),
  };
}

/** All or none, at one moment: nothing here waits. */
function appendAll(ledger: MemoryLedger, appends: readonly EncodedAppend[]): readonly AppendResult[] {
  if (isRepeat(appends, (stream, id) => ledger.streams.get(stream)?.ids.has(id) ?? false))
    return appends.map((append) => repeatOf(ledger, append));
  const judged = appends.map((append) => ({ append, actual: actualRevision(ledger, append.stream) }));
  if (!judged.every(({ append, actual }) => meetsExpectation(append.expectedRevision, actual)))
    return judged.map(({ append, actual }) => ({
      outcome: 'conflict',
      expected: append.expectedRevision,
      actual,
    }));
  const results = appends.map((append) => record(ledger, append));
  ledger.bell.ring();
  return results;
}

function matches(event: StoredEvent, filter: EventFilter | undefined): boolean {
  if (filter?.types && !filter.types.includes(event.type)) return false;
  return filter?.categories?.includes(streamCategory(event.stream)) ?? true;
}

function scan(ledger: MemoryLedger, { from, direction, limit, filter }: ScanRequest): Scan {
  const found: StoredEvent[] = [];
  const step = direction === 'forward' ? 1 : -1;
  let reached = Math.min(from, ledger.events.length + 1);
  for (;;) {
    const next = ledger.events[reached + step - 1];
    if (!next) return { events: found.map(decode), reached: from > reached ? from : reached, atEnd: true };
    if (found.length === limit) return { events: found.map(decode), reached, atEnd: false };
    if (matches(next, filter)) found.push(next);
    reached += step;
  }
}

function readStream(
  ledger: MemoryLedger,
  stream: StreamName,
  options: ReadStreamOptions,
): readonly RecordedEvent[] {
  const { direction = 'forward', limit = Number.MAX_SAFE_INTEGER } = options;
  const events = ledger.streams.get(stream)?.events ?? [];
  const from = options.from ?? (direction === 'forward' ? 0 : Number.MAX_SAFE_INTEGER);
  assertCount('a revision', from);
  assertCount('a limit', limit);
  const wanted = direction === 'forward' ? events.slice(from) : events.slice(0, from + 1).toReversed();
  return wanted.slice(0, limit).map(decode);
}

/**
 * The ledger in memory: for tests, simulations and trials. Not durable beyond its {@link MemoryLedger}; otherwise it keeps the whole
 * contract, with positions free of gaps and atomic appends to several streams.
 */
export function createMemoryStore({
  env,
  ledger = createMemoryLedger(),
  appendDelayMsMax = 0,
}: MemoryStoreOptions): EventStore {
  const closing = new AbortController();
  const pending = new Set<Promise<unknown>>();
  const delay = () => (appendDelayMsMax > 0 ? env.sleep(env.random() * appendDelayMsMax) : undefined);
  const assertOpen = () => {
    if (closing.signal.aborted) throw new StoreClosedError();
  };

  async function appendMany(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]> {
    assertOpen();
    const encoded = encodeAppends(appends);
    await delay();
    const results = appendAll(ledger, encoded);
    await delay();
    return results;
  }

  function tracked<T>(work: Promise<T>): Promise<T> {
    pending.add(work);
    return work.finally(() => pending.delete(work));
  }

  const scanOpen = (request: ScanRequest) => {
    assertOpen();
    return scan(ledger, request);
  };

  return {
    capabilities: { gapFreePositions: true, multiStreamAppend: true },
    async append(stream, events, expectedRevision) {
      const [result] = await tracked(appendMany([{ stream, events, expectedRevision }]));
      return result!;
    },
    appendMany: (appends) => tracked(appendMany(appends)),
    async readStream(stream, options = {}) {
      assertOpen();
      assertStreamName(stream);
      return readStream(ledger, stream, options);
    },
    readAll: (options) => readInBatches(scanOpen, options),
    subscribe: (options) =>
      follow((request) => scan(ledger, request), ledger.bell, {
        ...options,
        signal: AbortSignal.any([options.signal, closing.signal]),
      }),
    async head() {
      assertOpen();
      return ledger.events.length;
    },
    async close() {
      closing.abort();
      await Promise.allSettled(pending);
    },
  };
}
