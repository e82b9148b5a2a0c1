import { queryOptions, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../api/client.ts';
import { live } from '../../../live/live.ts';
import { useLiveChanges, useLiveState } from '../../../live/use-live.ts';
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

/** While nothing comes live, a request is read again as long as the page is looked at. */
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
  });

/** A request and where its time went: read again when something happens to it, and now and then for the time that passes. */
export const useRequest = (ticketId: string) => {
  const queries = useQueryClient();
  const { status } = useLiveState();
  const query = requestQuery(ticketId);
  useLiveChanges(
    ({ stream }) => stream === `ticket-${ticketId}`,
    () => void queries.invalidateQueries({ queryKey: query.queryKey }),
  );
  return useQuery({ ...query, refetchInterval: status === 'live' ? everyMinute : readAgainMs });
};

/** Somebody's own requests, read again when something happens to one of them. */
export const useRequests = () => {
  const queries = useQueryClient();
  useLiveChanges(
    () => true,
    () => void queries.invalidateQueries({ queryKey: ['my-tickets'] }),
  );
  return useInfiniteQuery({
    queryKey: ['my-tickets'],
    queryFn: ({ pageParam, signal }) =>
      // The list shows at least what was heard of.
      client.myTickets(pageParam === undefined ? {} : { before: pageParam }, {
        signal,
        waitFor: live.state().position,
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 0,
  });
};
