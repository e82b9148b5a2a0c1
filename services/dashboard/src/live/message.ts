import { eventViewSchema, signalSchema, type EventView } from '@caselog/api-contract';

/** What the stream brings, and what the tab that listens tells the others. */
export type LiveMessage =
  | { readonly kind: 'event'; readonly event: EventView }
  | { readonly kind: 'heartbeat' | 'reset'; readonly position: number; readonly now?: string | undefined }
  | { readonly kind: 'welcome'; readonly position: number }
  | { readonly kind: 'lost' };

/** An event of the stream from its text. Pure. @throws ZodError for what is none */
export const readEvent = (data: string): LiveMessage => ({
  kind: 'event',
  event: eventViewSchema.parse(JSON.parse(data)),
});

/** A heartbeat or reset from its text. Pure. @throws ZodError for what is none */
export const readSignal = (kind: 'heartbeat' | 'reset', data: string): LiveMessage => ({
  kind,
  ...signalSchema.parse(JSON.parse(data)),
});
