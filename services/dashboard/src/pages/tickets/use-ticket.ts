import { ApiProblemError, type TicketResponse } from '@caselog/api-contract';
import {
  keepPreviousData,
  queryOptions,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from '../../api/client.ts';
import { live } from '../../live/live.ts';
import { useLiveEvents } from '../../live/use-live.ts';
import { browser } from '../../time/browser.ts';
import { noteServerNow } from '../../time/server-time.ts';

/** A ticket; an answer that is older than what is known is dropped. */
const ticketQuery = (queries: QueryClient, ticketId: string) =>
  queryOptions({
    queryKey: ['ticket', ticketId],
    queryFn: async ({ signal, queryKey }) => {
      const fetched = await client.ticket(ticketId, { signal });
      const known = queries.getQueryData<TicketResponse>(queryKey);
      return known && known.position > fetched.position ? known : fetched;
    },
    retry: (failures, error) =>
      failures < 2 && !(error instanceof ApiProblemError && error.problem.status < 500),
  });

/** How its clock stands now. */
const standingQuery = (ticketId: string, revision: number) =>
  queryOptions({
    queryKey: ['ticket', ticketId, 'standing', revision],
    queryFn: async ({ signal }) => {
      const askedAtMs = browser.monotonicMs();
      const { now, rows } = await client.queueRows([ticketId], { signal });
      noteServerNow(now, browser.monotonicMs() - askedAtMs);
      const entry = rows[0];
      return entry ? { clock: entry.clock, readAtMs: Date.parse(now) } : null;
    },
    placeholderData: keepPreviousData,
  });

/** Where its time went: up to a moment, or up to now. */
const accountQuery = (ticketId: string, revision: number, at: string | undefined) =>
  queryOptions({
    queryKey: ['ticket', ticketId, 'account', at ?? revision],
    queryFn: ({ signal }) => client.clock(ticketId, at === undefined ? {} : { at }, { signal }),
    placeholderData: keepPreviousData,
  });

const receiptsQuery = (ticketId: string, revision: number) =>
  queryOptions({
    queryKey: ['ticket', ticketId, 'receipts', revision],
    queryFn: ({ signal }) => client.receipts(ticketId, { signal }),
    placeholderData: keepPreviousData,
  });

/** A ticket, read again whenever something happens to it. */
export const useTicket = (ticketId: string) => {
  const queries = useQueryClient();
  const query = useQuery(ticketQuery(queries, ticketId));
  const refresh = () => void queries.invalidateQueries({ queryKey: ['ticket', ticketId], exact: true });
  useLiveEvents(({ stream }) => {
    if (stream === `ticket-${ticketId}`) refresh();
  });
  useEffect(
    () => live.onReset(() => void queries.invalidateQueries({ queryKey: ['ticket', ticketId] })),
    [queries, ticketId],
  );
  return query;
};

export const useStanding = (ticketId: string, revision: number) =>
  useQuery(standingQuery(ticketId, revision)).data;
export const useAccount = (ticketId: string, revision: number, at: string | undefined) =>
  useQuery(accountQuery(ticketId, revision, at));
export const useReceipts = (ticketId: string, revision: number) =>
  useQuery(receiptsQuery(ticketId, revision)).data;
