import { afterEach, beforeEach, describe } from 'vitest';
import type { EventStore } from '../src/index.ts';
import { atomicityContract } from './atomicity.ts';
import { createOnceContract } from './create-once.ts';
import { dataContract } from './data.ts';
import type { ContractContext, ContractHarness, ContractOptions } from './harness.ts';
import { lifecycleContract } from './lifecycle.ts';
import { modelContract } from './model.ts';
import { orderContract } from './order.ts';
import { readsContract } from './reads.ts';
import { repeatsContract } from './repeats.ts';
import { revisionsContract } from './revisions.ts';
import { subscriptionsContract } from './subscriptions.ts';

export type { ContractHarness, ContractOptions } from './harness.ts';

const parts = [
  createOnceContract,
  revisionsContract,
  repeatsContract,
  atomicityContract,
  orderContract,
  readsContract,
  subscriptionsContract,
  dataContract,
  lifecycleContract,
  modelContract,
];

/**
 * Declares the tests that every event store passes: the specification of the port. Call it in a vitest file with a function that makes a
 * harness around a fresh, empty ledger; each test gets its own.
 */
export function eventStoreContract(
  name: string,
  makeHarness: () => ContractHarness | Promise<ContractHarness>,
  { capabilities, longStreamLength = 100_000, modelRuns = 40 }: ContractOptions,
): void {
  describe(`${name}, by the event store's contract`, () => {
    let harness: ContractHarness | undefined;
    let store: EventStore | undefined;
    beforeEach(async () => {
      harness = await makeHarness();
      store = await harness.open();
    });
    afterEach(async () => {
      await harness?.close();
    });
    const context: ContractContext = {
      makeHarness: async () => makeHarness(),
      harness: () => harness!,
      store: () => store!,
      capabilities,
      longStreamLength,
      modelRuns,
    };
    for (const part of parts) part(context);
  });
}
