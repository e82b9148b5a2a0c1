import { eventSchemas, eventTypes, type EventData, type TicketEventType } from './events.ts';
import { schemaVersionOf, upcasters } from './upcasters.ts';

/** A ticket's event as a codec stores it. Its instant stands in the metadata. */
export type StoredTicketEvent = {
  [T in TicketEventType]: { readonly type: T; readonly data: EventData<T> };
}[TicketEventType];

type Schemas = readonly {
  readonly [T in TicketEventType]: {
    readonly type: T;
    readonly schemaVersion: number;
    readonly parse: (data: unknown) => EventData<T>;
    readonly upcast: Readonly<Record<number, (data: object) => object>>;
  };
}[TicketEventType][];

/**
 * The registry an event codec is made from: every event's current shape, how to check it, and (once a shape has changed)
 * the way there from the released ones.
 */
export const ticketEventSchemas = eventTypes.map((type) => ({
  type,
  schemaVersion: schemaVersionOf(type),
  upcast: upcasters[type] ?? {},
  parse: (data: unknown) => eventSchemas[type].parse(data),
})) as unknown as Schemas;
