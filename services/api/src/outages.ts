import type { OutageResponse } from '@caselog/api-contract';
import type { EventStore, RecordedEvent } from '@caselog/event-store';
import { evolveOutage, outageEventSchemas, type Outage, type OutageEvent } from '@caselog/registers';
import { createCatalogue } from './catalogue.ts';

interface Known extends Outage {
  readonly announcedAt: string;
  readonly updatedAt: string;
}

const eventOf = ({ type, data }: RecordedEvent): OutageEvent | undefined =>
  Object.hasOwn(outageEventSchemas, type)
    ? ({ type, data: outageEventSchemas[type as OutageEvent['type']].parse(data) } as OutageEvent)
    : undefined;

const evolve = (known: Known | undefined, recorded: RecordedEvent): Known | undefined => {
  const event = eventOf(recorded);
  if (!event) return known;
  const { occurredAt } = recorded.metadata;
  const announcedAt = known?.announcedAt ?? occurredAt;
  return { ...evolveOutage(known, event), announcedAt, updatedAt: occurredAt };
};

const toView = ([outageId, outage]: readonly [string, Known]): OutageResponse => ({
  outageId,
  ...outage,
  affects: [...outage.affects],
});

/** The known outages, as anybody may read them. */
export interface Outages {
  /** The latest first. */
  open(): Promise<OutageResponse[]>;
  find(outageId: string): Promise<OutageResponse | undefined>;
}

/** The outages of the ledger. Not pure: reads the store. */
export const createOutages = (store: Pick<EventStore, 'readAll' | 'head'>): Outages => {
  const catalogue = createCatalogue({ store, category: 'outage', evolve });
  return {
    async open() {
      const known = [...(await catalogue.all())].map(toView);
      return known
        .filter(({ status }) => status === 'open')
        .sort((a, b) => b.announcedAt.localeCompare(a.announcedAt));
    },
    async find(outageId) {
      const found = (await catalogue.all()).get(outageId);
      return found && toView([outageId, found]);
    },
  };
};
