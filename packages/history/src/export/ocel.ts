import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  OcelSqliteWriter,
  readOcelSqlite,
  writeOcelJson,
  writeOcelXml,
  type OcelItem,
  type Output,
} from '@caselog/log-formats';
import type { Exporter, ExporterOptions } from './exporter.ts';
import { isWhole } from './population.ts';
import { Declarations, dataMembers, flattened } from './ocel-names.ts';
import { registerObjects } from './ocel-registers.ts';
import { ticketAttributes, writeTicket } from './ocel-ticket.ts';
import { telling, toldTickets, type ToldEvent } from './told-ticket.ts';

export const ocelNotCarried: readonly string[] = [
  'the difference between a value that is null and one that is absent',
  'events that are no ticket’s; customers, outages and partners are told as objects',
];

/** What events carry beside their data. */
const eventFields = ['actor', 'recordedAt', 'state', 'episode', 'revision', 'position', 'metadata'] as const;
const sample = {
  actor: '',
  recordedAt: '',
  state: '',
  episode: 1,
  revision: 0,
  position: 1,
  metadata: '',
} satisfies Record<(typeof eventFields)[number], string | number>;

/** Every event of a ticket that is to be told, in batches. */
async function* toldEvents({
  store,
  tell,
}: ExporterOptions): AsyncGenerator<readonly Pick<ToldEvent, 'recorded' | 'data'>[]> {
  if (!isWhole(tell.population ?? {})) {
    for await (const { events } of toldTickets(store, tell)) yield events;
    return;
  }
  const dataOf = telling(tell.withPersonalData);
  for await (const batch of store.readAll({ filter: { categories: ['ticket'] }, batchSize: 1_000 })) {
    tell.signal?.throwIfAborted();
    yield batch
      .filter(({ position }) => position <= tell.upTo)
      .map((recorded) => ({ recorded, data: dataOf(recorded) }));
  }
}

/** The types of events and the attributes of tickets, learned from the ledger: types must be declared before their members. */
const declare = async (options: ExporterOptions, writer: OcelSqliteWriter): Promise<void> => {
  const [events, tickets] = [new Declarations(), new Declarations()];
  tickets.note('ticket', flattened(ticketAttributes));
  for await (const batch of toldEvents(options))
    for (const { recorded, data: told } of batch) {
      const data = dataMembers(told);
      events.note(recorded.type, [...flattened(sample), ...flattened(data, 'data.')]);
      if (recorded.type !== 'FactRecorded') continue;
      const { attributes } = data as { attributes?: unknown };
      if (typeof attributes === 'object' && attributes !== null)
        tickets.note('ticket', flattened(attributes, 'attribute.'));
    }
  for (const declaration of events.all()) writer.declareEvents(declaration);
  for (const declaration of tickets.all()) writer.declareObjects(declaration);
};

/** Fills a database with the ledger: tickets, people, teams, customers, partners and outages as objects, and events with their relations to them. */
export const fillOcel = async (options: ExporterOptions, path: string): Promise<void> => {
  const { store, tell, onTold } = options;
  const writer = new OcelSqliteWriter(path);
  try {
    await declare(options, writer);
    await registerObjects(store, tell, writer);
    for await (const ticket of toldTickets(store, tell)) {
      writeTicket(ticket, writer);
      onTold(ticket.events.length);
    }
  } finally {
    writer.close();
  }
};

/** The other forms are written from the database, which knows every object once all tickets were read. */
const exporterAs = (
  write: (items: AsyncIterable<readonly OcelItem[]>, output: Output) => Promise<void>,
): Exporter => ({
  notCarried: ocelNotCarried,
  async write(options, output) {
    const folder = await mkdtemp(join(options.stagingFolder, 'caselog-export-'));
    try {
      const database = join(folder, 'ocel.sqlite');
      await fillOcel(options, database);
      await write(readOcelSqlite(database, { signal: options.tell.signal }), output);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

export const ocelJsonExporter: Exporter = exporterAs(writeOcelJson);
export const ocelXmlExporter: Exporter = exporterAs(writeOcelXml);
