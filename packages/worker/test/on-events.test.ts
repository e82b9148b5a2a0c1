import { ApiUnreachableError } from '@caselog/api-contract';
import { describe, expect, it } from 'vitest';
import { onEvents, openWorkerBook, WorkerRunningError } from '../src/index.ts';
import {
  broken,
  freshFile,
  note,
  openLedger,
  startWorker,
  supplied,
  thanks,
  ticket,
  until,
} from './support.ts';
import { systemEnv as env } from '@caselog/env';

describe('A worker', () => {
  it('gets its types alone, typed, in the order of each ticket', async () => {
    const { ledger, append } = openLedger();
    await append(ticket(1), note('a'), thanks(), note('b'));
    const seen: string[] = [];
    await startWorker({
      ledger,
      bookPath: freshFile(),
      handle: async ({ data, ticketId }) => {
        seen.push(`${ticketId.slice(-1)}${data.body}`);
      },
    });
    await append(ticket(1), note('c'));
    await append(ticket(2), note('x'));
    await until(() => seen.length === 4);
    expect(seen.filter((each) => each.startsWith('1'))).toEqual(['1a', '1b', '1c']);
  });

  it('goes on behind its checkpoint after a restart, and handles nothing twice that was settled', async () => {
    const { ledger, append } = openLedger();
    const bookPath = freshFile();
    const seen: string[] = [];
    const handle = async ({ data }: { readonly data: { readonly body: string } }) =>
      void seen.push(data.body);
    const first = await startWorker({ ledger, bookPath, handle });
    await append(ticket(1), note('a'), note('b'));
    await until(() => seen.length === 2);
    await first.stop();
    await append(ticket(1), note('c'));
    await startWorker({ ledger, bookPath, handle });
    await until(() => seen.length === 3);
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('begins with what happens from now on unless told otherwise, and remembers where that was', async () => {
    const { ledger, append } = openLedger();
    const bookPath = freshFile();
    const seen: string[] = [];
    await append(ticket(1), note('before'));
    const options = {
      ledger,
      bookPath,
      begin: 'now',
      handle: async ({ data }: { readonly data: { readonly body: string } }) => void seen.push(data.body),
    } as const;
    await (await startWorker(options)).stop();
    await append(ticket(1), note('while it was away'));
    await startWorker(options);
    await until(() => seen.length === 1);
    expect(seen).toEqual(['while it was away']);
  });

  it('moves its checkpoint on while nothing it wants happens', async () => {
    const { ledger, append } = openLedger();
    const worker = await startWorker({ ledger, bookPath: freshFile(), handle: () => Promise.resolve() });
    await append(ticket(1), thanks(), thanks(), thanks());
    await until(async () => (await worker.book.position('notes')) === 3);
    expect(worker.position).toBe(3);
  });

  it('quarantines the lane of an event that fails for good, while others flow, and goes on in order on release', async () => {
    const { ledger, append } = openLedger();
    let isMended = false;
    const seen: string[] = [];
    const worker = await startWorker({
      ledger,
      bookPath: freshFile(),
      attemptsMax: 2,
      handle: async ({ data }) => {
        if (data.body === 'bad' && !isMended) throw new Error('cannot');
        seen.push(data.body);
      },
    });
    await append(ticket(1), note('bad'), note('behind it'));
    await append(ticket(2), note('other'));
    await until(async () => (await worker.book.quarantine.list('notes')).length === 1);
    await until(() => seen.length === 1);
    expect(seen).toEqual(['other']);
    expect(await worker.book.quarantine.list()).toMatchObject([
      { reader: 'notes', stream: ticket(1), eventType: 'NoteAdded', attempts: 2, reason: 'Error: cannot' },
    ]);
    isMended = true;
    await worker.book.quarantine.release('notes', ticket(1));
    await until(() => seen.length === 3);
    expect(seen).toEqual(['other', 'bad', 'behind it']);
  });

  it('quarantines an event it cannot read, at once', async () => {
    const { ledger, append } = openLedger();
    const worker = await startWorker({ ledger, bookPath: freshFile(), handle: () => Promise.resolve() });
    await append(ticket(1), broken());
    await until(async () => (await worker.book.quarantine.list()).length === 1);
    const [lane] = await worker.book.quarantine.list();
    expect(lane).toMatchObject({ attempts: 1, reason: expect.stringContaining('EventDataError') as string });
  });

  it('reads events of older shapes in their present one', async () => {
    const { ledger, append } = openLedger();
    await append(ticket(1), supplied('item-1', 1));
    const seen: object[] = [];
    const worker = await onEvents({
      name: 'files',
      types: ['DataItemSupplied'],
      begin: 'start',
      ledger,
      bookPath: freshFile(),
      handle: async ({ data }) => void seen.push(data),
    });
    await until(() => seen.length === 1);
    await worker.stop();
    expect(seen).toEqual([{ itemId: 'item-1', text: 'Here', files: [] }]);
  });

  it('waits for a desk that is away instead of blaming the event', async () => {
    const { ledger, append } = openLedger();
    let tries = 0;
    const worker = await startWorker({
      ledger,
      bookPath: freshFile(),
      attemptsMax: 2,
      handle: async () => {
        tries += 1;
        if (tries < 10) throw new ApiUnreachableError('http://desk.example');
      },
    });
    await append(ticket(1), note('a'));
    await until(() => worker.position === 1);
    expect(await worker.book.quarantine.list()).toEqual([]);
    expect(tries).toBe(10);
  });

  it('asked to stop, begins nothing more and waits for the handlers under way', async () => {
    const { ledger, append } = openLedger();
    const bookPath = freshFile();
    const log: string[] = [];
    const worker = await startWorker({
      ledger,
      bookPath,
      handle: async ({ data }) => {
        log.push(`begin ${data.body}`);
        await env.sleep(50);
        log.push(`end ${data.body}`);
      },
    });
    await append(ticket(1), note('a'), note('b'));
    await until(() => log.length === 1);
    await worker.stop();
    expect(log).toEqual(['begin a', 'end a']);
    const book = await openWorkerBook(bookPath, env);
    expect(await book.position('notes')).toBe(1);
    await book.close();
  });

  it('is the only one at work with its book', async () => {
    const { ledger } = openLedger();
    const bookPath = freshFile();
    const options = { ledger, bookPath, handle: () => Promise.resolve() };
    const first = await startWorker(options);
    await expect(startWorker(options)).rejects.toThrow(WorkerRunningError);
    await first.stop();
    await startWorker(options);
  });

  it('ends with what the ledger could not mend', async () => {
    const { ledger } = openLedger();
    const fault = new Error('the ledger is another one');
    const worker = onEvents({
      name: 'notes',
      types: ['NoteAdded'],
      bookPath: freshFile(),
      ledger: {
        ...ledger,
        // oxlint-disable-next-line require-yield -- it fails before it could
        async *follow() {
          throw fault;
        },
      },
      handle: () => Promise.resolve(),
    });
    await expect((await worker).done).rejects.toThrow(fault);
  });
});
