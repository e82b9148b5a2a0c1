import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import type { JsonObject } from './form/json-schema.ts';

export const policyQuery = queryOptions({
  queryKey: ['policy', 'current'],
  queryFn: ({ signal }) => client.policy(undefined, { signal }),
  staleTime: 0,
});

export const schemaQuery = queryOptions({
  queryKey: ['policy', 'schema'],
  queryFn: ({ signal }) => client.policySchema({ signal }),
});

export const versionsQuery = queryOptions({
  queryKey: ['policy', 'versions'],
  queryFn: ({ signal }) => client.policyVersions({ signal }),
  staleTime: 0,
});

export const differencesQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['policy', 'differences', from, to],
    queryFn: ({ signal }) => client.policyDifferences(from, to, { signal }),
  });

/** What a draft would change. The last answer stays while the next one is on its way. */
export const previewQuery = (document: JsonObject) =>
  queryOptions({
    queryKey: ['policy', 'preview', document],
    queryFn: ({ signal }) => client.previewPolicy({ document }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
