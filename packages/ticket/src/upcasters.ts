import type { TicketEventType } from './events.ts';

type Upcaster = (data: object) => object;

/**
 * The way from every released shape to the next one: `{ 1: fn }` takes version 1 to version 2. A type that is not here has kept its
 * first shape. A changed shape gets one more entry, and a recorded history shows it.
 */
export const upcasters: { readonly [Type in TicketEventType]?: Readonly<Record<number, Upcaster>> } = {
  // 2: what is supplied may be files
  DataItemSupplied: { 1: (data) => ({ ...data, files: [] }) },
};

/** The version of an event's present shape. Pure. */
export const schemaVersionOf = (type: TicketEventType): number =>
  1 + Object.keys(upcasters[type] ?? {}).length;
