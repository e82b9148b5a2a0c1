import type { EventStore, StoreCapabilities } from '../src/index.ts';

/** One ledger under test. */
export interface ContractHarness {
  /** Opens the ledger, empty at first. */
  open(): Promise<EventStore>;
  /** Simulates a restart: what was opened is closed, and the same ledger opened again. */
  reopen(): Promise<EventStore>;
  /** Opens the same ledger once more beside the first, as a second process would. */
  openAnother(): Promise<EventStore>;
  /** Closes and removes everything. */
  close(): Promise<void>;
}

export interface ContractOptions {
  readonly capabilities: StoreCapabilities;
  /** Length of the long stream; default 100,000. */
  readonly longStreamLength?: number;
  /** Histories the model test tries; default 40. */
  readonly modelRuns?: number;
}

/** What each part of the suite gets. */
export interface ContractContext extends Required<ContractOptions> {
  readonly makeHarness: () => Promise<ContractHarness>;
  /** The harness of the running test. */
  readonly harness: () => ContractHarness;
  /** The store of the running test, open on an empty ledger. */
  readonly store: () => EventStore;
}
