import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSse } from '../src/client/sse.ts';

async function* chunked(bytes: Uint8Array, sizes: readonly number[]): AsyncIterable<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

const read = (text: string, sizes: readonly number[] = []) =>
  Array.fromAsync(readSse(chunked(new TextEncoder().encode(text), sizes)));

it('reads event, data and id, keeps the id, drops comments', async () => {
  const text = ': beat\n\nid: 7\nevent: ledger-event\ndata: {"a":\ndata: 1}\n\nevent:x\ndata:no space\n\n';
  expect(await read(text)).toEqual([
    { event: 'ledger-event', data: '{"a":\n1}', id: '7' },
    { event: 'x', data: 'no space', id: '7' },
  ]);
});

it('does not yield a message the stream did not finish', async () => {
  expect(await read('data: 1\n\ndata: 2\n')).toEqual([{ event: 'message', data: '1', id: '' }]);
});

it('reads the same messages however the bytes are cut and lines are ended', async () => {
  const message = fc.record({
    event: fc.constantFrom('a', 'b'),
    data: fc.string({ unit: 'binary' }),
    id: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 5 }),
      fc.constantFrom('\n', '\r\n'),
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }),
      async (messages, end, sizes) => {
        const lines = messages.map(({ event, data, id }) => ({
          event,
          id: String(id),
          data: JSON.stringify(data),
        }));
        const text = lines
          .map(({ event, data, id }) => `id: ${id}${end}event: ${event}${end}data: ${data}${end}${end}`)
          .join('');
        expect(await read(text, sizes)).toEqual(lines);
      },
    ),
  );
});
