import { eventViewSchema, mySignalSchema, signalSchema, type EventView } from '@caselog/api-contract';

/** Of what the desk tells live: all there is, or what somebody may see alone. */
export type LiveOf = 'events' | 'myEvents';

/** What the stream brings, and what the tab that listens tells the others. `cursor`: where to resume, as the stream of one's own names it. */
export type LiveMessage =
  | { readonly kind: 'event'; readonly event: EventView; readonly cursor?: string | undefined }
  | {
      readonly kind: 'heartbeat' | 'reset' | 'welcome';
      /** Where the ledger ends; who sees some tickets only is not told. */
      readonly position?: number | undefined;
      readonly cursor?: string | undefined;
      readonly now?: string | undefined;
    }
  | { readonly kind: 'lost' };

interface Told {
  readonly data: unknown;
  readonly lastEventId: string;
}

const cursorOf = (of: LiveOf, { lastEventId }: Told) => (of === 'myEvents' ? { cursor: lastEventId } : {});

/** An event of the stream from its text. Pure. @throws ZodError for what is none */
export const readEvent = (of: LiveOf, told: Told): LiveMessage => ({
  kind: 'event',
  event: eventViewSchema.parse(JSON.parse(String(told.data))),
  ...cursorOf(of, told),
});

/** A heartbeat or reset from its text. Pure. @throws ZodError for what is none */
export const readSignal = (of: LiveOf, kind: 'heartbeat' | 'reset', told: Told): LiveMessage => ({
  kind,
  ...(of === 'myEvents' ? mySignalSchema : signalSchema).parse(JSON.parse(String(told.data))),
  ...cursorOf(of, told),
});
