import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from '../../../api/client.ts';
import { useReaderLanguage } from '../../../words/reader.ts';
import type { Impact } from '../ask/draft.ts';

const everyMinute = 60_000;

/**
 * What helps without a request, and what is known, as far as the desk says it in the language spoken now. Read again now and then: an
 * outage may be announced meanwhile.
 */
export const useHelp = () =>
  useQuery({
    queryKey: ['help-desk', useReaderLanguage()],
    queryFn: ({ signal }) => client.help({}, { signal }),
    refetchInterval: everyMinute,
    placeholderData: (before) => before,
  });

/** Which channels serve a language now, told in the language that is spoken. */
export const channelsQuery = (language: string, spoken: string) =>
  queryOptions({
    queryKey: ['channels', language, spoken],
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
