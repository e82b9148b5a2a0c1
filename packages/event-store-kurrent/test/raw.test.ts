import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBench, type Bench } from './support/double.ts';
import { newEvents, readAll } from './support/events.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.end());

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('The raw events of a cluster', () => {
  it('are those of the ledger, in its order, as the bytes that were written', async () => {
    const store = bench.open();
    for (let ticket = 0; ticket < 7; ticket += 1)
      await store.append(`thing-${ticket}`, newEvents(5), 'no-stream');
    const read = await readAll(store);
    for (const batchSize of [1, 3, 1_000]) {
      const raw = (await Array.fromAsync(store.rawEvents({ batchSize }))).flat();
      expect(raw.map(({ position, stream, revision, id }) => ({ position, stream, revision, id }))).toEqual(
        read.map(({ position, stream, revision, id }) => ({ position, stream, revision, id })),
      );
      expect(raw.map(({ dataBytes }) => text(dataBytes))).toEqual(
        read.map(({ data }) => JSON.stringify(data)),
      );
      expect(raw.map(({ metadataBytes }) => JSON.parse(text(metadataBytes)) as unknown)).toEqual(
        read.map(({ metadata }) => metadata),
      );
    }
  });

  it('begin behind a position, also in a store that has seen nothing yet', async () => {
    const store = bench.open();
    await store.append('thing-1', newEvents(6), 'no-stream');
    const all = await readAll(store);
    const fresh = bench.open();
    for (const { position } of all) {
      const rest = (await Array.fromAsync(fresh.rawEvents({ after: position, batchSize: 2 }))).flat();
      expect(rest.map((event) => event.position)).toEqual(
        all.map((event) => event.position).filter((other) => other > position),
      );
    }
  });
});
