import { systemEnv } from '@caselog/env';
import { eventStoreContract } from '../contract/index.ts';
import { createMemoryLedger, createMemoryStore } from '../src/index.ts';
import type { EventStore } from '../src/index.ts';

for (const appendDelayMsMax of [0, 2]) {
  const name = appendDelayMsMax > 0 ? 'the memory store with slow appends' : 'the memory store';
  eventStoreContract(
    name,
    () => {
      const ledger = createMemoryLedger();
      const opened: EventStore[] = [];
      const open = async () => {
        const store = createMemoryStore({ env: systemEnv, ledger, appendDelayMsMax });
        opened.push(store);
        return store;
      };
      const close = async () => {
        await Promise.all(opened.splice(0).map((store) => store.close()));
      };
      const reopen = async () => {
        await close();
        return open();
      };
      return { open, openAnother: open, reopen, close };
    },
    { capabilities: { gapFreePositions: true, multiStreamAppend: true } },
  );
}
