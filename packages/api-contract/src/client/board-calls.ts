import type { z } from 'zod';
import {
  boardResponseSchema,
  boardsResponseSchema,
  boardTicketsResponseSchema,
  type BoardId,
  type BoardResponse,
  type boardQuerySchema,
  type BoardsResponse,
  type boardTicketsQuerySchema,
  type BoardTicketsResponse,
} from '../boards.ts';
import type { CallOptions, CallRoute } from './call.ts';

type BoardInput = Omit<z.input<typeof boardQuerySchema>, 'format' | 'table'>;

/** What the client asks of the boards. */
export interface BoardCalls {
  boards(options?: CallOptions): Promise<BoardsResponse>;
  board(board: BoardId, query?: BoardInput, options?: CallOptions): Promise<BoardResponse>;
  boardTickets(
    board: BoardId,
    query: z.input<typeof boardTicketsQuerySchema>,
    options?: CallOptions,
  ): Promise<BoardTicketsResponse>;
}

export const boardCalls = (call: CallRoute): BoardCalls => ({
  boards: ({ signal } = {}) => call('boards', boardsResponseSchema, { signal }),
  board: (board, query = {}, { signal } = {}) =>
    call('board', boardResponseSchema, { params: { board }, query, signal }),
  boardTickets: (board, query, { signal } = {}) =>
    call('boardTickets', boardTicketsResponseSchema, { params: { board }, query, signal }),
});
