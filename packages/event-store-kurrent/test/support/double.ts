import { systemEnv } from '@caselog/env';
import type { ContractHarness } from '@caselog/event-store/contract';
import type { EventStore } from '@caselog/event-store';
import { startKurrentCluster } from '../../../../test/support/kurrentdb/index.ts';
import type { ClusterOptions, KurrentCluster } from '../../../../test/support/kurrentdb/index.ts';
import { connectKurrentStore } from '../../src/index.ts';
import type { KurrentStore, KurrentStoreOptions } from '../../src/index.ts';

/** Options for tests: short waits. */
const quick = { env: systemEnv, retryDelayMsMin: 2, retryDelayMsMax: 20 } as const;

/** A query that lets the driver connect without its usual pause. */
export const plain = 'tls=false&discoveryInterval=1';

/** A cluster of doubles with stores on it, which all end with it. */
export interface Bench {
  readonly cluster: KurrentCluster;
  open(options?: Partial<KurrentStoreOptions>): KurrentStore;
  end(): Promise<void>;
}

export async function startBench(options: ClusterOptions = {}): Promise<Bench> {
  const cluster = await startKurrentCluster(options);
  const opened: EventStore[] = [];
  return {
    cluster,
    open(more = {}) {
      const store = connectKurrentStore({
        ...quick,
        connectionString: cluster.connectionString(plain),
        ...more,
      });
      opened.push(store);
      return store;
    },
    async end() {
      await Promise.all(opened.map((store) => store.close()));
      await cluster.destroy();
    },
  };
}

/** The contract's harness over a fresh double. */
export async function doubleHarness(): Promise<ContractHarness> {
  const bench = await startBench();
  const opened: EventStore[] = [];
  const open = async () => {
    const store = bench.open();
    opened.push(store);
    return store;
  };
  return {
    open,
    openAnother: open,
    async reopen() {
      await Promise.all(opened.splice(0).map((store) => store.close()));
      return open();
    },
    close: () => bench.end(),
  };
}
