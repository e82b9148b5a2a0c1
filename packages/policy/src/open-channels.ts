import type { Policy } from './policy.ts';

/** Whether a channel serves a language at a moment, and when that next changes. Instants are epoch milliseconds. */
export interface ChannelHours {
  readonly channel: string;
  readonly served: boolean;
  readonly open: boolean;
  /** When it next opens; undefined when it is open, or never will be. */
  readonly opensAtMs: number | undefined;
  /** When it next closes; undefined when it is closed, or never closes. */
  readonly closesAtMs: number | undefined;
  /** The zone of its hours, for those who read them as the desk does. */
  readonly zone: string | undefined;
}

/** `pt-BR` is served by an offer in `pt-BR`, else by one in `pt`. */
const serves = (languages: '*' | readonly string[], language: string): boolean =>
  languages === '*' || languages.includes(language) || languages.includes(language.split('-')[0] ?? language);

/** Which channels serve a language at `atMs`, and when the others next open. Observably pure. Source: domain, "Who may ask, and where". */
export const channelsAt = (policy: Policy, language: string, atMs: number): readonly ChannelHours[] =>
  policy.document.channels.map(({ channel, offers }) => {
    const calendars = offers
      .filter((offer) => serves(offer.languages, language))
      .map((offer) => policy.calendar(offer.calendar));
    const openNow = calendars.find((calendar) => calendar.isOpen(atMs));
    const next = calendars
      .map((calendar) => ({ calendar, opensAtMs: calendar.nextOpen(atMs) ?? Number.POSITIVE_INFINITY }))
      .toSorted((a, b) => a.opensAtMs - b.opensAtMs)[0];
    return {
      channel,
      served: calendars.length > 0,
      open: openNow !== undefined,
      opensAtMs: openNow || !next || !Number.isFinite(next.opensAtMs) ? undefined : next.opensAtMs,
      closesAtMs: openNow?.nextClose(atMs),
      zone: (openNow ?? next?.calendar)?.zone,
    };
  });
