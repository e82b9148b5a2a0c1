import { queryOptions } from '@tanstack/react-query';
import { client } from '../../../api/client.ts';
import type { Impact } from '../ask/draft.ts';

const everyMinute = 60_000;

/** What helps without a request, and what is known. Read again now and then: an outage may be announced meanwhile. */
export const helpQuery = queryOptions({
  queryKey: ['help-desk'],
  queryFn: ({ signal }) => client.help({}, { signal }),
  refetchInterval: everyMinute,
});

/** Which channels serve a language now. */
export const channelsQuery = (language: string) =>
  queryOptions({
    queryKey: ['channels', language],
    queryFn: ({ signal }) => client.channels({ language }, { signal }),
    refetchInterval: everyMinute,
  });

/** What a request of this impact would be promised now: asked anew each minute, as the time goes on. */
export const previewQuery = (impact: Impact) =>
  queryOptions({
    queryKey: ['preview', impact],
    queryFn: ({ signal }) => client.previewTicket({ impact }, { signal }),
    refetchInterval: everyMinute,
  });

/** A requester hears no live events: its request is read again as long as the page is looked at. */
const readAgainMs = 5_000;

export const requestQuery = (ticketId: string) =>
  queryOptions({
    queryKey: ['request', ticketId],
    queryFn: async ({ signal }) => {
      const [ticket, clock] = await Promise.all([
        client.ticket(ticketId, { signal }),
        client.clock(ticketId, {}, { signal }),
      ]);
      return { ticket, clock };
    },
    refetchInterval: readAgainMs,
  });
