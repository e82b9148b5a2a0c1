import type { EventStore } from '@caselog/event-store';
import { sql } from 'kysely';
import { readTogether, type ReadModels, type ReadModelsTransaction } from '../database/schema.ts';
import { Differences, type Difference } from './difference.ts';
import { foldLedger, type ExpectedTicket, type FoldOptions } from './expected.ts';
import { extentOf, type KeyedExtent } from './extent.ts';
import { compareFlow } from './flow.ts';
import { compareQueue } from './queue.ts';
import { compareTickets } from './ticket.ts';

export type { Difference } from './difference.ts';

type Compare = (
  trx: ReadModelsTransaction,
  expected: ReadonlyMap<string, ExpectedTicket>,
  differences: Differences,
) => Promise<void>;

const comparisons: { readonly [model in Difference['model']]: Compare } = {
  ticket: compareTickets,
  queue: compareQueue,
  flow: compareFlow,
};
const models = Object.keys(comparisons) as Difference['model'][];

/** The ledger folded once for each extent to which a model has taken it; they mostly agree. */
const foldCache = (store: EventStore, options: FoldOptions) => {
  const folds = new Map<string, Promise<ReadonlyMap<string, ExpectedTicket>>>();
  return (extent: KeyedExtent): Promise<ReadonlyMap<string, ExpectedTicket>> => {
    const known = folds.get(extent.key) ?? foldLedger(store, extent, options);
    folds.set(extent.key, known);
    return known;
  };
};

export interface CompareOptions {
  /** Stops looking after so many; default 100. */
  readonly differencesMax?: number;
  /** Which model alone, and under which name it keeps its positions and lanes; default: every one that can be read. */
  readonly only?: { readonly model: string; readonly reader: string };
}

const isModel = (name: string): name is Difference['model'] => Object.hasOwn(comparisons, name);

/**
 * Compares every read model, at the positions it stands at, with a fresh fold of the ledger: an empty list says that they are
 * equal. That a model is behind the ledger is no difference, nor that it holds back what is quarantined; that it is ahead is one. The
 * expectations are made from whole histories of tickets, by other code than the projections'.
 */
export const compareWithFold = async (
  db: ReadModels,
  store: EventStore,
  { differencesMax = 100, only }: CompareOptions = {},
): Promise<readonly Difference[]> => {
  const differences = new Differences(differencesMax);
  await readTogether(db, async (trx) => {
    // A server ends a transaction that asks nothing for long, and a long ledger takes longer.
    const onBatch = () => sql`select 1`.execute(trx);
    const foldTo = foldCache(store, { withHistory: !only || only.model === 'ticket', onBatch });
    const head = await store.head();
    for (const model of only ? [only.model].filter(isModel) : models) {
      const extent = await extentOf(
        trx,
        only ? { reader: only.reader, predecessor: model } : { reader: model },
      );
      if (extent.until > head)
        differences.add({
          model,
          place: 'position',
          field: 'position',
          expected: `at most ${head}`,
          found: `${extent.until}`,
        });
      if (!differences.isFull) await comparisons[model](trx, await foldTo(extent), differences);
    }
  });
  return differences.list;
};
