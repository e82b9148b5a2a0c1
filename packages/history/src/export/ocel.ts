import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  madeAside,
  OcelSqliteWriter,
  readOcelSqlite,
  writeOcelJson,
  writeOcelXml,
  writeTextFile,
  type OcelItem,
  type Output,
} from '@caselog/log-formats';
import type { Exporter, ExporterOptions } from './exporter.ts';
import { Declarations, dataMembers, flattened } from './ocel-names.ts';
import { registerObjects } from './ocel-registers.ts';
import { ticketAttributes, writeTicket } from './ocel-ticket.ts';
import { telling, toldTickets } from './told-ticket.ts';

const notCarried = [
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

/** The types of events and the attributes of tickets, learned from the ledger: types must be declared before their members. */
const declare = async (
  { store, tell: { upTo, withPersonalData, signal } }: ExporterOptions,
  writer: OcelSqliteWriter,
): Promise<void> => {
  const tell = telling(withPersonalData);
  const [events, tickets] = [new Declarations(), new Declarations()];
  tickets.note('ticket', flattened(ticketAttributes));
  for await (const batch of store.readAll({ filter: { categories: ['ticket'] }, batchSize: 1_000 })) {
    signal?.throwIfAborted();
    for (const event of batch) {
      if (event.position > upTo) continue;
      const data = dataMembers(tell(event));
      events.note(event.type, [...flattened(sample), ...flattened(data, 'data.')]);
      if (event.type !== 'FactRecorded') continue;
      const { attributes } = data as { attributes?: unknown };
      if (typeof attributes === 'object' && attributes !== null)
        tickets.note('ticket', flattened(attributes, 'attribute.'));
    }
  }
  for (const declaration of events.all()) writer.declareEvents(declaration);
  for (const declaration of tickets.all()) writer.declareObjects(declaration);
};

/** Fills a database with the ledger. */
const fill = async (options: ExporterOptions, path: string): Promise<void> => {
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

/** Writes tickets, people, teams, customers, partners and outages as objects, and events with their relations to them, as an SQLite database. */
export const exportOcelSqlite: Exporter = async (options) => {
  await madeAside(options.out, (aside) => fill(options, aside));
  return notCarried;
};

/** The other forms are written from the database, which knows every object once all tickets were read. */
const exportAs =
  (write: (items: AsyncIterable<readonly OcelItem[]>, output: Output) => Promise<void>): Exporter =>
  async (options) => {
    const folder = await mkdtemp(join(options.stagingFolder, 'caselog-export-'));
    try {
      const database = join(folder, 'ocel.sqlite');
      await fill(options, database);
      await writeTextFile(options.out, (output) =>
        write(readOcelSqlite(database, { signal: options.tell.signal }), output),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return notCarried;
  };

export const exportOcelJson: Exporter = exportAs(writeOcelJson);
export const exportOcelXml: Exporter = exportAs(writeOcelXml);
