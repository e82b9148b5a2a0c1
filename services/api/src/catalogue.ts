import type { EventStore, RecordedEvent } from '@caselog/event-store';

/** The entries of one category of streams, by id, as the ledger has them now. */
export interface Catalogue<Entry> {
  all(): Promise<ReadonlyMap<string, Entry>>;
}

export interface CatalogueOptions<Entry> {
  readonly store: Pick<EventStore, 'readAll' | 'head'>;
  /** What stands before the dash in the streams' names. */
  readonly category: string;
  /** An entry after one of its events. Pure. */
  readonly evolve: (entry: Entry | undefined, event: RecordedEvent) => Entry | undefined;
}

/**
 * Keeps a small register in memory: the first question reads its streams, each next one only what came since. For categories
 * of some thousand events; whatever grows with the tickets is a read model instead.
 */
export const createCatalogue = <Entry>({
  store,
  category,
  evolve,
}: CatalogueOptions<Entry>): Catalogue<Entry> => {
  const entries = new Map<string, Entry>();
  let after = 0;
  let reading: Promise<void> | undefined;
  const take = (event: RecordedEvent): void => {
    const id = event.stream.slice(category.length + 1);
    const entry = evolve(entries.get(id), event);
    if (entry !== undefined) entries.set(id, entry);
    after = event.position;
  };
  const read = async (): Promise<void> => {
    const head = await store.head();
    if (head <= after) return;
    const filter = { categories: [category] };
    for await (const batch of store.readAll({ after, filter })) batch.forEach(take);
    // Nothing of the category lies between its last event and the end: the next question need not look there again.
    after = Math.max(after, head);
  };
  return {
    async all() {
      // A question that comes while another reads might miss what was recorded in between, so it reads after it.
      await reading;
      reading ??= read().finally(() => (reading = undefined));
      await reading;
      return entries;
    },
  };
};
