import { readers } from '../access.ts';
import {
  boardPathSchema,
  boardQuerySchema,
  boardResponseSchema,
  boardsResponseSchema,
  boardTicketsQuerySchema,
  boardTicketsResponseSchema,
} from '../boards.ts';

const roles = readers;
const tags = ['boards'] as const;

/** The desk's figures, each with its population, its formula and its tickets, as of any instant. */
export const boardRoutes = {
  boards: {
    method: 'GET',
    url: '/boards',
    summary: 'List the boards',
    tags,
    roles,
    success: 200,
    response: boardsResponseSchema,
    problems: [401, 403, 429, 503],
  },
  board: {
    method: 'GET',
    url: '/boards/:board',
    summary: 'Draw a board as of any instant, for any population; as CSV with `format=csv`',
    tags,
    roles,
    params: boardPathSchema,
    querystring: boardQuerySchema,
    success: 200,
    response: boardResponseSchema,
    problems: [400, 401, 403, 404, 429, 503],
  },
  boardTickets: {
    method: 'GET',
    url: '/boards/:board/tickets',
    summary: 'List the tickets behind one figure of a board',
    tags,
    roles,
    params: boardPathSchema,
    querystring: boardTicketsQuerySchema,
    success: 200,
    response: boardTicketsResponseSchema,
    problems: [400, 401, 403, 404, 429, 503],
  },
} as const;
