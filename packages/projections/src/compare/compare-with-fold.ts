import type { EventStore } from '@caselog/event-store';
import { readTogether, type ReadModels, type ReadModelsTransaction } from '../database/schema.ts';
import { projectionPositions } from '../runner/positions.ts';
import { Differences, type Difference } from './difference.ts';
import { foldLedger, type ExpectedTicket } from './expected.ts';
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

/** The ledger folded once for each position a model stands at; they mostly agree. */
const foldCache = (store: EventStore) => {
  const folds = new Map<number, Promise<ReadonlyMap<string, ExpectedTicket>>>();
  return (position: number): Promise<ReadonlyMap<string, ExpectedTicket>> => {
    const known = folds.get(position) ?? foldLedger(store, position);
    folds.set(position, known);
    return known;
  };
};

/**
 * Compares every read model, at the position it stands at, with a fresh fold of the ledger: an empty list says that they are
 * equal. That a model is behind the ledger is no difference; that it is ahead is one. The expectations are made from whole
 * histories of tickets, by other code than the projections'. Stops looking after `differencesMax`.
 */
export const compareWithFold = async (
  db: ReadModels,
  store: EventStore,
  { differencesMax = 100 }: { readonly differencesMax?: number } = {},
): Promise<readonly Difference[]> => {
  const differences = new Differences(differencesMax);
  const foldTo = foldCache(store);
  await readTogether(db, async (trx) => {
    const positions = new Map((await projectionPositions(trx)).map(({ name, position }) => [name, position]));
    const head = await store.head();
    for (const model of models) {
      const position = positions.get(model) ?? 0;
      if (position > head)
        differences.add({
          model,
          place: 'position',
          field: 'position',
          expected: `at most ${head}`,
          found: `${position}`,
        });
      if (!differences.isFull) await comparisons[model](trx, await foldTo(position), differences);
    }
  });
  return differences.list;
};
