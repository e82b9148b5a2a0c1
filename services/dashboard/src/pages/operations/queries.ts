import type { MailStatus } from '@caselog/api-contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../../api/client.ts';

/** Lags change without an event of any ticket, so they are asked for; only while the page is looked at. */
const liveMs = 2_000;

export const statusQuery = queryOptions({
  queryKey: ['operations', 'status'],
  queryFn: ({ signal }) => client.deskStatus({ signal }),
  refetchInterval: liveMs,
});

export const modelsQuery = queryOptions({
  queryKey: ['operations', 'read-models'],
  queryFn: ({ signal }) => client.readModels({ signal }),
  refetchInterval: liveMs,
});

export const quarantineQuery = queryOptions({
  queryKey: ['operations', 'quarantine'],
  queryFn: ({ signal }) => client.quarantine({}, { signal }),
  refetchInterval: liveMs,
});

export const laneQuery = (reader: string, stream: string) =>
  queryOptions({
    queryKey: ['operations', 'quarantine', reader, stream],
    queryFn: ({ signal }) => client.lane(reader, stream, { signal }),
    refetchInterval: liveMs,
  });

export const deliveriesQuery = (status: MailStatus | undefined) =>
  infiniteQueryOptions({
    queryKey: ['operations', 'mail', status ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      client.deliveries(
        {
          limit: '25',
          ...(status !== undefined && { status }),
          ...(pageParam !== undefined && { after: pageParam }),
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: liveMs * 2,
  });
