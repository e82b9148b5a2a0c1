import { readdirSync, readFileSync } from 'node:fs';
import type { RecordedEvent } from '@caselog/event-store';
import {
  keyOfXes,
  readJsonLines,
  readLines,
  readOcelJson,
  readOcelSqlite,
  readOcelXml,
  readXes,
  RecordReader,
  type OcelItem,
} from '@caselog/log-formats';
import { withoutPersonalData } from '@caselog/ticket';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { livelyLedger, secret, type LivelyLedger } from '../../../test/support/lively-ledger.ts';
import { ocelJsonFaults, ocelXmlFaults, xesFaults } from '../../../test/support/log-schemas.ts';
import { flattened } from '../src/export/ocel-names.ts';
import { valueOf } from '../src/export/data-attributes.ts';
import { exportLedger, type Exported, type ExportFormat } from '../src/export/export-ledger.ts';
import { openDesk, type Desk } from './support/desk.ts';

let desk: Desk;
let ledger: LivelyLedger;
beforeEach(async () => {
  desk = openDesk();
  ledger = await livelyLedger();
});
afterEach(() => desk.close());

const outOf = (name: string): string => `${desk.folder}/${name}`;
const write = (format: ExportFormat, name: string, withPersonalData = true): Promise<Exported> =>
  exportLedger({ ...ledger, format, out: outOf(name), withPersonalData, stagingFolder: desk.folder });
const events = async (): Promise<readonly RecordedEvent[]> =>
  (await Array.fromAsync(ledger.store.readAll())).flat();
const ofTickets = async (): Promise<readonly RecordedEvent[]> =>
  (await events()).filter(({ stream }) => stream.startsWith('ticket-'));
const byPosition = (a: { position: number }, b: { position: number }): number => a.position - b.position;

describe('a ledger that was written as CloudEvents', () => {
  it('is read back event by event, with data and metadata', async () => {
    await write('ndjson', 'log.ndjson.gz');
    const lines = (await Array.fromAsync(readJsonLines(outOf('log.ndjson.gz')))).flat();
    const read = lines.map((line) => {
      if ('problem' in line) throw new Error(line.problem);
      const { id, type, subject, position, revision, metadata, data } = line.value;
      return {
        id,
        type,
        stream: subject,
        position,
        revision,
        metadata: JSON.parse(metadata as string) as unknown,
        data,
      };
    });
    expect(read).toEqual(await events());
    expect('value' in lines[0]! && lines[0].value).toMatchObject({ specversion: '1.0', source: '/caselog' });
  });
});

describe('a ledger that was written as CSV', () => {
  it('is read back event by event', async () => {
    const { events: count } = await write('csv', 'log.csv');
    const reader = new RecordReader(',');
    const lines = (await Array.fromAsync(readLines(outOf('log.csv')))).flat();
    const [heading, ...records] = [...reader.read(lines), ...reader.end()].map((record) =>
      'fields' in record ? record.fields : [],
    );
    const read = records.map((fields) => Object.fromEntries(heading!.map((name, at) => [name, fields[at]!])));
    const told = await ofTickets();
    expect(count).toBe(told.length);
    expect(
      read
        .map(({ id, type, position, metadata, data }) => ({
          id,
          type,
          position: Number(position),
          metadata: JSON.parse(metadata!) as unknown,
          data: JSON.parse(data!) as unknown,
        }))
        .toSorted(byPosition),
    ).toEqual(told.map(({ id, type, position, metadata, data }) => ({ id, type, position, metadata, data })));
  });
});

describe('a ledger that was written as XES', () => {
  it('is valid, and is read back event by event', async () => {
    const { notCarried } = await write('xes', 'log.xes');
    expect(await xesFaults(outOf('log.xes'))).toBe('');
    expect(notCarried.join()).toContain('events that are no ticket’s');
    const items = (await Array.fromAsync(readXes(outOf('log.xes')))).flat();
    const read = items.flatMap((item) => {
      if (item.kind !== 'event') return [];
      const value = (key: string): unknown =>
        valueOf(
          item.attributes.find((one) => one.key === key)!,
          keyOfXes,
        );
      return {
        id: value('identity:id'),
        type: value('concept:name'),
        position: value('caselog:position') as number,
        metadata: value('caselog:metadata'),
        data: value('caselog:data'),
      };
    });
    expect(read.toSorted(byPosition)).toEqual(
      (await ofTickets()).map(({ id, type, position, metadata, data }) => ({
        id,
        type,
        position,
        metadata,
        data,
      })),
    );
  }, 60_000);
});

const all = async (reading: AsyncIterable<readonly OcelItem[]>): Promise<readonly OcelItem[]> =>
  (await Array.fromAsync(reading)).flat();

describe('a ledger that was written as OCEL 2.0', () => {
  it('is valid in every form, and the same in all', async () => {
    await write('ocel-json', 'log.json');
    await write('ocel-xml', 'log.xml.gz');
    await write('ocel-xml', 'log.xml');
    await write('ocel-sqlite', 'log.sqlite');
    expect(await ocelJsonFaults(outOf('log.json'))).toBe('');
    expect(await ocelXmlFaults(outOf('log.xml'))).toBe('');
    const json = await all(readOcelJson(outOf('log.json')));
    expect(await all(readOcelXml(outOf('log.xml.gz')))).toEqual(json);
    expect(await all(readOcelSqlite(outOf('log.sqlite')))).toEqual(json);
  }, 60_000);

  it('holds every event with its metadata and all of its data but nulls', async () => {
    await write('ocel-xml', 'log.xml');
    const read = (await all(readOcelXml(outOf('log.xml')))).flatMap((item) =>
      item.kind === 'event' ? [item.event] : [],
    );
    const byId = new Map(read.map((event) => [event.id, event]));
    for (const { id, type, metadata, data } of await ofTickets()) {
      const { attributes, ...event } = byId.get(`event:${id}`)!;
      expect(event).toMatchObject({ type, time: metadata.occurredAt });
      const values = new Map(attributes.map(({ name, value }) => [name, value]));
      expect(JSON.parse(values.get('metadata')!)).toEqual(metadata);
      const told = attributes
        .filter(({ name }) => name.startsWith('data.'))
        .map(({ name, value }) => [name.slice(5), value]);
      // The standard writes true as 1.
      const held = flattened(data as object).map(([name, value]) => [
        name,
        value === true ? '1' : String(value),
      ]);
      expect(new Map(told as [string, string][])).toEqual(new Map(held as [string, string][]));
    }
  });

  it('tells of tickets and all they have to do with, of changes, and of events', async () => {
    await write('ocel-json', 'log.json');
    const items = await all(readOcelJson(outOf('log.json')));
    const object = (id: string) =>
      items.flatMap((item) => (item.kind === 'object' && item.object.id === id ? [item.object] : []));
    const [ticket] = object(`ticket:${ledger.ticketIds[0]}`);
    const relations = ticket!.relations.map(({ objectId, qualifier }) => `${qualifier} ${objectId}`);
    expect(relations).toEqual([
      'asked by requester:requester 1',
      'asked on behalf of customer:customer 1',
      'assigned to agent:agent 1',
      'assigned to team:experts',
      'referred to partner:partner 1',
      'blamed on outage:outage 1',
    ]);
    const changes = (name: string) =>
      ticket!.attributes.filter((one) => one.name === name).map(({ value }) => value);
    expect(changes('state')).toEqual([
      'opened',
      'triaged',
      'awaiting-data',
      'triaged',
      'escalated',
      'third-party',
      'resolved',
      'surveyed',
      'triaged',
    ]);
    const [customer] = object('customer:customer 1');
    expect(customer).toMatchObject({
      attributes: [
        { name: 'edition', value: 'premium', time: '1970-01-01T00:00:00.000Z' },
        { name: 'edition', value: 'free', time: '2026-03-01T02:00:00.000Z' },
      ],
      relations: [{ objectId: 'requester:requester 1', qualifier: 'administered by' }],
    });
    const escalated = items.flatMap((item) =>
      item.kind === 'event' && item.event.type === 'TicketEscalated' ? [item.event] : [],
    );
    expect(escalated[0]!.relations.map(({ qualifier }) => qualifier)).toEqual([
      'happened to',
      'done by',
      'escalated to',
    ]);
    const count = items.filter(({ kind }) => kind === 'event').length;
    expect(count).toBe((await ofTickets()).length);
  });
});

describe('what people wrote', () => {
  it.each(['xes', 'csv', 'ndjson', 'ocel-json', 'ocel-xml', 'ocel-sqlite'] as const)(
    'stands in no %s unless it is asked for',
    async (format) => {
      const name = "O'Neill";
      const { personalData } = await write(format, 'without', false);
      expect(personalData).toBe('withheld');
      const without = readFileSync(outOf('without'), 'latin1');
      expect(without).not.toContain('Neill');
      expect(without).not.toContain('someone@example.com');
      expect(without).not.toContain('printer');
      await write(format, 'with', true);
      expect(readFileSync(outOf('with'), 'latin1')).toContain('Neill');
      expect(secret).toContain(name);
    },
  );

  it('is withheld field by field', async () => {
    await write('ndjson', 'log.ndjson', false);
    const lines = (await Array.fromAsync(readJsonLines(outOf('log.ndjson')))).flat();
    expect(lines.map((line) => 'value' in line && line.value.data)).toEqual(
      (await events()).map(({ type, data }) => withoutPersonalData(type, data)),
    );
  });
});

describe('an export that is stopped or fails', () => {
  it('leaves nothing under its name, nor beside it, and what was there before', async () => {
    desk.write('log.xes', 'an older one');
    const stop = new AbortController();
    const exporting = exportLedger({
      ...ledger,
      format: 'xes',
      out: outOf('log.xes'),
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stopped by a test')),
    });
    await expect(exporting).rejects.toThrow('stopped by a test');
    expect(readdirSync(desk.folder)).toEqual(['log.xes']);
    expect(readFileSync(outOf('log.xes'), 'utf8')).toBe('an older one');
    await expect(write('csv', 'no/such/folder/log.csv')).rejects.toThrow('ENOENT');
  });
});
