import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type CommandAnswer, type ExportQuery, type Role } from '@caselog/api-contract';
import { systemEnv as env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { exportLedger } from '@caselog/history';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listen, problemOf } from './desk.ts';
import { peopledDesk, question, referredTicket, type PeopledDesk } from './people.ts';

const folder = mkdtempSync(join(tmpdir(), 'caselog-api-export-'));
afterAll(() => rmSync(folder, { recursive: true }));
const personal = /Nobody can sign in|Anna|anna@/;
const waiting = { timeout: 30_000 };

let desk: PeopledDesk;
let ticketId: string;
beforeEach(async () => {
  desk = await peopledDesk();
  ticketId = await referredTicket(desk, 'open-1');
});
afterEach(() => desk.app.close());

const addressOf = (query: ExportQuery): string =>
  `/export?${new URLSearchParams(Object.entries<string>(query)).toString()}`;
const exported = (role: Role, query: ExportQuery) => desk.people[role].get(addressOf(query));
const clientOf = async (role: Role) =>
  createClient({
    baseUrl: `http://127.0.0.1:${await listen(desk)}`,
    token: desk.people[role].authorization.replace('Bearer ', ''),
  });

describe('an export over the API', () => {
  it.each([
    ['xes', 'application/xml', {}],
    ['xes', 'application/gzip', { gzip: 'true' }],
    ['csv', 'text/csv; charset=utf-8', { priority: 'P1' }],
    ['ndjson', 'application/x-ndjson', { personalData: 'told' }],
    ['ocel-json', 'application/json', { from: '2000-01-01T00:00:00.000Z' }],
    ['ocel-xml', 'application/xml', { to: '2000-01-01T00:00:00.000Z' }],
  ] as const)('has the bytes that `caselog export` writes: %s as %s of %o', async (format, type, choices) => {
    const answer = await exported('lead', { format, ...choices });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, type]);
    const { gzip, personalData, ...population } = choices as Omit<ExportQuery, 'format'>;
    const out = join(folder, gzip === 'true' ? 'log.gz' : 'log');
    const { notCarried } = await exportLedger({
      store: desk.store,
      env,
      format,
      out,
      population,
      withPersonalData: personalData === 'told',
    });
    expect(answer.rawPayload.equals(readFileSync(out))).toBe(true);
    expect(String(answer.headers['caselog-not-carried']).split(',').map(decodeURIComponent).join()).toBe(
      notCarried.join(),
    );
  });

  it('tells what is personal to those who read it, and only when they ask', async () => {
    for (const role of ['lead', 'analyst'] as const) {
      const plain = await exported(role, { format: 'ndjson' });
      expect(plain.statusCode).toBe(200);
      expect(plain.body).not.toMatch(personal);
    }
    expect((await exported('lead', { format: 'xes', personalData: 'told' })).body).toMatch(personal);
    const refused = problemOf(await exported('analyst', { format: 'xes', personalData: 'told' }));
    expect(refused).toMatchObject({ status: 403, detail: 'personal data are not for the role analyst' });
    for (const role of ['requester', 'partner'] as const)
      expect(problemOf(await exported(role, { format: 'csv' })).status).toBe(403);
  });

  it('holds the tickets of the population alone', async () => {
    const other = await desk.people.agent.post('/tickets', {
      commandId: 'open-2',
      data: { ...question, impact: { access: 'not-as-wished', who: 'one-user', workaround: 'exists' } },
    });
    const { ticketId: wish } = other.json<CommandAnswer>();
    const { body } = await exported('lead', { format: 'csv', priority: 'P4' });
    expect(body).toContain(wish);
    expect(body).not.toContain(ticketId);
    expect((await exported('lead', { format: 'csv', team: 'nobody' })).body.split('\n').length).toBe(2);
    expect((await exported('lead', { format: 'ndjson', priority: 'P4' })).body).not.toContain(
      'CustomerRegistered',
    );
  });

  it.each([
    ['a format that is none', '?format=pdf', '/format'],
    ['no format', '', '/format'],
    ['a priority that is none', '?format=csv&priority=P9', '/priority'],
    ['a period that ends first', '?format=csv&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', '/to'],
    ['a misspelt choice', '?format=csv&perosnalData=told', '/perosnalData'],
  ])('names %s before a byte is sent', async (_, query, pointer) => {
    const problem = problemOf(await desk.people.lead.get(`/export${query}`));
    expect(problem).toMatchObject({ status: 400, errors: [{ in: 'query', pointer }] });
  });

  it('names what goes wrong before a byte is sent', async () => {
    desk.store.readAll = () => {
      throw new Error('the disk is gone');
    };
    expect(problemOf(await exported('lead', { format: 'xes' })).status).toBe(500);
    expect(desk.logged.join()).toContain('the disk is gone');
  });

  it('comes as a stream to programs', async () => {
    const client = await clientOf('analyst');
    const { body, position, mediaType, notCarried } = await client.exportLedger({ format: 'ndjson' });
    expect({ position, mediaType, notCarried }).toEqual({
      position: await desk.store.head(),
      mediaType: 'application/x-ndjson',
      notCarried: [],
    });
    const lines = (await new Response(body).text()).trimEnd().split('\n');
    expect(lines).toHaveLength(position);
    await expect(client.exportLedger({ format: 'csv', personalData: 'told' })).rejects.toThrow('403');
  });
});

/** A ledger that goes on for ever, and says how much of it was read. */
const endless = (store: EventStore) => {
  const read = { batches: 0 };
  const [readAll, head] = [store.readAll.bind(store), store.head.bind(store)];
  store.head = async () => Number.MAX_SAFE_INTEGER;
  store.readAll = async function* forEver(options) {
    // The boards read as well, from where they are: an export alone reads from the beginning.
    if (options?.after !== undefined) {
      yield* readAll(options);
      return;
    }
    const [batch] = await Array.fromAsync(readAll());
    for (;;) {
      read.batches += 1;
      yield batch!;
      // Others have their turn, as with a disk.
      await head();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return read;
};

/** Returns once nothing is read any more. */
const stands = async (read: { readonly batches: number }): Promise<void> => {
  let before = -1;
  await vi.waitFor(
    () => {
      const now = read.batches;
      const isStill = now === before;
      before = now;
      expect(isStill).toBe(true);
    },
    { ...waiting, interval: 100 },
  );
};

describe('whoever goes away', () => {
  it('stops the export, and is not ahead of what it takes', async () => {
    const client = await clientOf('lead');
    const read = endless(desk.store);
    const { body } = await client.exportLedger({ format: 'ndjson' });
    const reader = body.getReader();
    await reader.read();
    // Nobody reads on: a bounded amount is buffered on the way, and then the ledger waits.
    await stands(read);
    await reader.cancel();
    for (const format of ['ndjson', 'ndjson', 'ndjson', 'ndjson'] as const) {
      const stop = new AbortController();
      // Four more have room only once the one before is gone.
      await vi.waitFor(() => client.exportLedger({ format }, { signal: stop.signal }), waiting);
      stop.abort();
    }
    await desk.app.close();
    await stands(read);
    expect(read.batches).toBeGreaterThan(1);
  });
});
