import type { EventStore, RecordedEvent } from '@caselog/event-store';
import {
  ocelBeginning,
  type OcelChange,
  type OcelRelation,
  type OcelSqliteWriter,
} from '@caselog/log-formats';
import { objectId, type ObjectKind } from './ocel-names.ts';
import type { TellOptions } from './told-ticket.ts';

interface Entry {
  readonly kind: ObjectKind;
  readonly attributes: OcelChange[];
  readonly relations: OcelRelation[];
}

const categories = ['customer', 'partner', 'outage'] as const;

/** What an event of a register changes of its object, by name. */
const changesOf = ({ type, data }: RecordedEvent): Readonly<Record<string, string>> => {
  const { edition, name, languages, title } = data as Record<string, string | readonly string[] | undefined>;
  const text = (key: string, value: string | readonly string[] | undefined): Record<string, string> =>
    value === undefined ? {} : { [key]: typeof value === 'string' ? value : JSON.stringify(value) };
  switch (type) {
    case 'CustomerRegistered':
    case 'CustomerEditionChanged':
      return text('edition', edition);
    case 'PartnerRegistered':
    case 'PartnerCoverageChanged':
      return { ...text('name', name), ...text('languages', languages) };
    case 'OutageAnnounced':
      return { ...text('title', title), status: 'open' };
    case 'OutageResolved':
      return { status: 'resolved' };
    default:
      return {};
  }
};

const takeEvent = (entry: Entry, event: RecordedEvent, isFirst: boolean): void => {
  const time = isFirst ? ocelBeginning : event.metadata.occurredAt;
  for (const [name, value] of Object.entries(changesOf(event))) entry.attributes.push({ name, time, value });
  if (event.type === 'AdministratorAdded') {
    const { personId } = event.data as { personId: string };
    entry.relations.push({ objectId: objectId('requester', personId), qualifier: 'administered by' });
  }
};

const text = (name: string) => ({ name, type: 'string' as const });

/** Declares all kinds of objects but tickets, and writes those that have a register of their own. Registers are small, so they are held. */
export const registerObjects = async (
  store: EventStore,
  { upTo, signal }: TellOptions,
  writer: OcelSqliteWriter,
): Promise<void> => {
  writer.declareObjects({ name: 'requester', attributes: [] });
  writer.declareObjects({ name: 'agent', attributes: [] });
  writer.declareObjects({ name: 'team', attributes: [] });
  writer.declareObjects({ name: 'customer', attributes: [text('edition')] });
  writer.declareObjects({ name: 'partner', attributes: [text('name'), text('languages')] });
  writer.declareObjects({ name: 'outage', attributes: [text('title'), text('status')] });
  const entries = new Map<string, Entry>();
  for await (const batch of store.readAll({ filter: { categories } })) {
    signal?.throwIfAborted();
    for (const event of batch) {
      if (event.position > upTo) continue;
      const dash = event.stream.indexOf('-');
      const kind = event.stream.slice(0, dash) as (typeof categories)[number];
      const id = objectId(kind, event.stream.slice(dash + 1));
      const known = entries.get(id);
      const entry = known ?? { kind, attributes: [], relations: [] };
      entries.set(id, entry);
      takeEvent(entry, event, known === undefined);
    }
  }
  for (const [id, { kind, attributes, relations }] of entries) {
    for (const relation of relations) writer.mention(relation.objectId, 'requester');
    writer.object({ id, type: kind, attributes, relations });
  }
};
