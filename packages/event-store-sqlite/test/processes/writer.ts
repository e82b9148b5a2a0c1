/** Appends events, several at a time, to five streams of its own. Arguments: the ledger's path, a name, how many. */
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '../../src/index.ts';
import { someEvents } from '../events.ts';

const [path, name, count] = process.argv.slice(2) as [string, string, string];
const store = openSqliteStore({ path, env: systemEnv, lockWaitMs: 30_000 });

async function write(stream: string, events: number): Promise<void> {
  for (let at = 0; at < events; at += 1) {
    const { outcome } = await store.append(stream, someEvents(1), at === 0 ? 'no-stream' : at - 1);
    if (outcome !== 'appended') throw new Error(`${stream} ended as ${outcome}`);
  }
}

await Promise.all(Array.from({ length: 5 }, (_, at) => write(`${name}-${at}`, Number(count) / 5)));
await store.close();
