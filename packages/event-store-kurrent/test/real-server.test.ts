import { systemEnv } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { eventStoreContract } from '@caselog/event-store/contract';
import { describe, expect, it } from 'vitest';
import { connectKurrentStore } from '../src/index.ts';
import { isolated } from './support/isolated.ts';

const variable = 'CASELOG_TEST_KURRENTDB';
const connectionString = process.env[variable];

async function realHarness(server: string) {
  const opened: EventStore[] = [];
  const connect = () => {
    const store = connectKurrentStore({ connectionString: server, env: systemEnv });
    opened.push(store);
    return store;
  };
  const tag = `t${systemEnv.uuid().replaceAll('-', '')}`;
  const base = await connect().head();
  const open = async () => isolated(connect(), tag, base);
  const close = async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  };
  return {
    open,
    openAnother: open,
    async reopen() {
      await close();
      return open();
    },
    close,
  };
}

if (connectionString === undefined)
  describe('the KurrentDB store on a real server', () => {
    it('keeps the whole contract', (context) => {
      context.skip(`${variable} is not set: it takes the connection string of a server to test on`);
      expect(connectionString).toBeDefined();
    });
  });
else
  eventStoreContract('the KurrentDB store on a real server', () => realHarness(connectionString), {
    capabilities: { gapFreePositions: false, multiStreamAppend: false },
  });
