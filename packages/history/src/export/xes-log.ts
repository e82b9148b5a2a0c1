import type { EventStore, RecordedEvent } from '@caselog/event-store';
import type { Attribute } from '@caselog/log-formats';
import { chartVersion, type EventData } from '@caselog/ticket';
import { attributeOf } from './data-attributes.ts';
import { isWhole } from './population.ts';
import { toldTickets, type TellOptions } from './told-ticket.ts';

/** Changes when a program that reads our logs back must know of it. */
export const logVersion = 1;

/** What a log as a whole is of. Holds names of sources and policies, which are few. */
class Summary {
  readonly #sources = new Set<string>();
  readonly #policies = new Set<string>();
  #tickets = 0;
  #events = 0;
  #first: string | undefined;
  #last: string | undefined;

  add({ type, data, metadata: { occurredAt, policyVersion } }: RecordedEvent): void {
    this.#events += 1;
    if (this.#first === undefined || occurredAt < this.#first) this.#first = occurredAt;
    if (this.#last === undefined || occurredAt > this.#last) this.#last = occurredAt;
    if (policyVersion !== undefined) this.#policies.add(policyVersion);
    if (type !== 'TicketOpened') return;
    this.#tickets += 1;
    this.#sources.add((data as EventData<'TicketOpened'>).source?.log ?? 'caselog');
  }

  told(): object {
    return {
      tickets: this.#tickets,
      events: this.#events,
      sources: [...this.#sources].toSorted(),
      policies: [...this.#policies].toSorted(),
      period: { first: this.#first, last: this.#last },
    };
  }
}

const summarised = async (store: EventStore, tell: TellOptions): Promise<Summary> => {
  const summary = new Summary();
  if (!isWhole(tell.population ?? {})) {
    for await (const { events } of toldTickets(store, tell))
      for (const { recorded } of events) summary.add(recorded);
    return summary;
  }
  for await (const batch of store.readAll({ filter: { categories: ['ticket'] }, batchSize: 1_000 })) {
    tell.signal?.throwIfAborted();
    for (const event of batch) if (event.position <= tell.upTo) summary.add(event);
  }
  return summary;
};

/**
 * The attributes of a log: where its tickets come from, which time it covers, which policies and which chart governed it, whom it is of. All of it
 * follows from the ledger and what was asked, so that the same questions give the same bytes. Not pure: reads the ledger once more.
 */
export const logAttributes = async (store: EventStore, tell: TellOptions): Promise<readonly Attribute[]> => {
  const { population = {}, withPersonalData } = tell;
  const summary = await summarised(store, tell);
  const own = {
    log: logVersion,
    chart: chartVersion,
    'personal-data': withPersonalData ? 'told' : 'withheld',
    ...summary.told(),
    ...(isWhole(population) ? {} : { population }),
  };
  return [
    { key: 'concept:name', type: 'string', value: 'Caselog' },
    { key: 'lifecycle:model', type: 'string', value: 'standard' },
    ...Object.entries(own).map(([key, value]) => attributeOf(`caselog:${key}`, value)),
  ];
};
