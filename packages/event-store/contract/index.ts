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

const allParts = {
  createOnce: createOnceContract,
  revisions: revisionsContract,
  repeats: repeatsContract,
  atomicity: atomicityContract,
  order: orderContract,
  reads: readsContract,
  subscriptions: subscriptionsContract,
  data: dataContract,
  lifecycle: lifecycleContract,
  model: modelContract,
};

/** A part of the contract. */
export type ContractPart = keyof typeof allParts;

/**
 * Declares the tests that every event store passes: the specification of the port. Call it in a vitest file with a function that makes a
 * harness around a fresh, empty ledger; each test gets its own. `parts`: for another way of doing what an adapter that passes them all does.
 */
export function eventStoreContract(
  name: string,
  makeHarness: () => ContractHarness | Promise<ContractHarness>,
  {
    capabilities,
    longStreamLength = 100_000,
    modelRuns = 40,
    parts = Object.keys(allParts) as ContractPart[],
  }: ContractOptions & { readonly parts?: readonly ContractPart[] },
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
    for (const part of parts) allParts[part](context);
  });
}
