import type { QuarantinedLane, QuarantineStore } from './quarantine.ts';

/** Compares by when, as texts. Pure. */
const older = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Several quarantines as one, for who looks after all readers: each reader keeps its own. A lane is found in the first that has it; a
 * new one is written to the first of all.
 */
export function joinedQuarantine(stores: readonly [QuarantineStore, ...QuarantineStore[]]): QuarantineStore {
  const holderOf = async (reader: string, stream: string): Promise<QuarantineStore> => {
    for (const store of stores) if (await store.get(reader, stream)) return store;
    return stores[0];
  };
  return {
    async list(reader) {
      const lists = await Promise.all(stores.map((store) => store.list(reader)));
      return lists.flat().toSorted((a, b) => older(a.since, b.since));
    },
    async get(reader, stream): Promise<QuarantinedLane | undefined> {
      return (await holderOf(reader, stream)).get(reader, stream);
    },
    park: async (lane) => (await holderOf(lane.reader, lane.stream)).park(lane),
    advance: async (reader, stream, revision) =>
      (await holderOf(reader, stream)).advance(reader, stream, revision),
    remove: async (reader, stream) => (await holderOf(reader, stream)).remove(reader, stream),
    release: async (reader, stream) => (await holderOf(reader, stream)).release(reader, stream),
    skip: async (reader, stream, revision, decision) =>
      (await holderOf(reader, stream)).skip(reader, stream, revision, decision),
    async skipped(reader) {
      const lists = await Promise.all(stores.map((store) => store.skipped(reader)));
      return lists.flat().toSorted((a, b) => older(a.at, b.at));
    },
  };
}
