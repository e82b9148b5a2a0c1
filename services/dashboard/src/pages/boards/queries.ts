import { pathOf, type BoardId, type BoardResponse } from '@caselog/api-contract';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { populationOf, type BoardSearch } from './search.ts';

/** A board as it stands for a population. What was shown stays while another instant is fetched. */
export const boardQuery = (board: BoardId, search: BoardSearch) =>
  queryOptions({
    queryKey: ['board', board, populationOf(search)],
    queryFn: ({ signal }) => client.board(board, populationOf(search), { signal }),
    placeholderData: keepPreviousData,
    // A board of now is old at once; one of the past never is.
    staleTime: search.asOf === undefined ? 0 : Number.POSITIVE_INFINITY,
  });

/** What a population can be narrowed to. */
export const choicesQuery = queryOptions({
  queryKey: ['boards'],
  queryFn: ({ signal }) => client.boards({ signal }),
  staleTime: 60_000,
});

/** The tickets behind a figure of a board that was drawn: of its very instant. */
export const ticketsQuery = (drawn: BoardResponse, search: BoardSearch, figure: string) =>
  infiniteQueryOptions({
    queryKey: ['board tickets', drawn.board, populationOf(search), drawn.asOf, figure],
    queryFn: ({ pageParam, signal }) =>
      client.boardTickets(
        drawn.board,
        { ...populationOf(search), asOf: drawn.asOf, figure, after: `${pageParam}` },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });

/** Where the CSV of a table lies: of the very instant that was drawn. Pure. */
export const csvAddress = ({ board, asOf }: BoardResponse, search: BoardSearch, table: string): string =>
  `${pathOf('board', { board })}?${new URLSearchParams({ ...populationOf(search), asOf, format: 'csv', table }).toString()}`;
