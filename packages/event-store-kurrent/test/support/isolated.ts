import { assertCount, assertStreamName, PartialRepeatError } from '@caselog/event-store';
import type {
  EventFilter,
  EventStore,
  ReadAllOptions,
  RecordedEvent,
  StreamName,
} from '@caselog/event-store';

/**
 * A ledger of its own inside one that holds more: streams get a tag before their name, and nothing without it, or before `base`, is seen. So
 * the contract, which wants an empty ledger for each test, runs on a server that nobody empties.
 */
export function isolated(store: EventStore, tag: string, base: number): EventStore {
  const tagged = (stream: StreamName) => {
    assertStreamName(stream);
    return `${tag}${stream}`;
  };
  const untag = (events: readonly RecordedEvent[]) =>
    events
      .filter(({ stream, position }) => stream.startsWith(tag) && position > base)
      .map((event) => ({ ...event, stream: event.stream.slice(tag.length) }));
  const filterOf = (filter: EventFilter | undefined) =>
    filter?.categories
      ? { ...filter, categories: filter.categories.map((category) => `${tag}${category}`) }
      : filter;

  async function* readAll(options: ReadAllOptions = {}) {
    const { direction = 'forward', after, limit = Number.MAX_SAFE_INTEGER, filter, ...rest } = options;
    assertCount('a limit', limit);
    if (after !== undefined) assertCount('a position', after);
    const from = direction === 'forward' ? Math.max(after ?? 0, base) : after;
    let left = limit;
    if (left === 0) return;
    for await (const batch of store.readAll({ ...rest, direction, after: from, filter: filterOf(filter) })) {
      const events = untag(batch).slice(0, left);
      left -= events.length;
      if (events.length > 0) yield events;
      if (left === 0 || batch.some(({ position }) => position <= base)) return;
    }
  }

  return {
    capabilities: store.capabilities,
    async append(stream, events, expected) {
      const name = tagged(stream);
      try {
        return await store.append(name, events, expected);
      } catch (error) {
        if (!(error instanceof PartialRepeatError)) throw error;
        throw new PartialRepeatError(stream, error.knownIds, error.unknownIds);
      }
    },
    appendMany: (appends) => store.appendMany(appends),
    readStream: async (stream, options) => untag(await store.readStream(tagged(stream), options)),
    readAll,
    async *subscribe({ after, filter, ...rest }) {
      assertCount('a position', after);
      const options = { ...rest, after: Math.max(after, base), filter: filterOf(filter) };
      for await (const batch of store.subscribe(options)) {
        const events = untag(batch);
        if (events.length > 0) yield events;
      }
    },
    async head() {
      await store.head();
      for await (const [last] of readAll({ direction: 'backward', limit: 1 })) return last!.position;
      return 0;
    },
    close: () => store.close(),
  };
}
