import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordedEvent } from '@caselog/event-store';
import { someEvents } from './events.ts';
import { temporaryLedger } from './temporary.ts';
import type { TemporaryLedger } from './temporary.ts';

let ledger: TemporaryLedger;
beforeEach(() => {
  ledger = temporaryLedger();
});
afterEach(() => ledger.close());

/** A process that appends `count` events to streams of its own, several at a time; resolves when it has ended well. */
async function writerProcess(name: string, count: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'processes/writer.ts'), ledger.path, name, String(count)],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`writer ${name} ended with ${code}`);
}

describe('several processes on one file', () => {
  it('may all write: each append goes through, the order is one, and a follower sees all of it live', async () => {
    const [writers, count] = [3, 150];
    const store = await ledger.open({ readOnly: false });
    const abort = new AbortController();
    const seen: RecordedEvent[] = [];
    const following = (async () => {
      for await (const batch of store.subscribe({ after: 0, signal: abort.signal })) {
        seen.push(...batch);
        if (seen.length === (writers + 1) * count) abort.abort();
      }
    })();
    const others = Array.from({ length: writers }, (_, writer) => writerProcess(`w${writer}`, count));
    for (let at = 0; at < count; at += 1)
      await store.append('own-1', someEvents(1), at === 0 ? 'no-stream' : at - 1);
    await Promise.all([...others, following]);
    expect(seen.map(({ position }) => position)).toEqual(seen.map((_, at) => at + 1));
    expect(new Set(seen.map(({ stream }) => stream)).size).toBe(1 + writers * 5);
  });

  it('may make the file at the same moment', async () => {
    await Promise.all(Array.from({ length: 4 }, (_, writer) => writerProcess(`w${writer}`, 5)));
    expect(await (await ledger.open()).head()).toBe(20);
  });

  it('may follow a file without being able to write it', async () => {
    await (await ledger.open()).close();
    const follower = await ledger.open({ readOnly: true });
    const abort = new AbortController();
    const writing = writerProcess('w', 20);
    let seen = 0;
    for await (const batch of follower.subscribe({ after: 0, signal: abort.signal })) {
      seen += batch.length;
      if (seen === 20) abort.abort();
    }
    await writing;
    expect(await follower.head()).toBe(20);
  });
});
