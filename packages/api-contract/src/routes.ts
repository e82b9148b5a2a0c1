import { commandAnswerSchema, openTicketRequestSchema, sendCommandRequestSchema } from './commands.ts';
import { eventsHeadersSchema, eventsQuerySchema } from './events.ts';
import { flowQuerySchema, flowResponseSchema } from './flow.ts';
import { healthResponseSchema, readyResponseSchema } from './health.ts';
import { queueQuerySchema, queueResponseSchema } from './queue.ts';
import { ticketListQuerySchema, ticketListResponseSchema } from './ticket-list.ts';
import { ticketPathSchema, ticketQuerySchema, ticketResponseSchema } from './tickets.ts';

/** Every route of the API: what a service serves, what the client calls and what the OpenAPI document describes. */
export const routes = {
  openTicket: {
    method: 'POST',
    url: '/tickets',
    summary: 'Open a ticket',
    tags: ['tickets'],
    body: openTicketRequestSchema,
    success: 201,
    response: commandAnswerSchema,
    problems: [400, 401, 403, 409, 413, 415, 429, 503],
  },
  sendCommand: {
    method: 'POST',
    url: '/tickets/:ticketId/commands',
    summary: 'Give a command to a ticket',
    tags: ['tickets'],
    params: ticketPathSchema,
    body: sendCommandRequestSchema,
    success: 200,
    response: commandAnswerSchema,
    problems: [400, 401, 403, 404, 409, 413, 415, 429, 503],
  },
  ticket: {
    method: 'GET',
    url: '/tickets/:ticketId',
    summary: 'Read a ticket with its history and the commands it takes now',
    tags: ['tickets'],
    params: ticketPathSchema,
    querystring: ticketQuerySchema,
    success: 200,
    response: ticketResponseSchema,
    problems: [400, 401, 403, 404, 429, 503],
  },
  tickets: {
    method: 'GET',
    url: '/tickets',
    summary: 'List all tickets, open and closed, in the order they were opened',
    tags: ['reads'],
    querystring: ticketListQuerySchema,
    success: 200,
    response: ticketListResponseSchema,
    problems: [400, 401, 403, 429, 503],
  },
  queue: {
    method: 'GET',
    url: '/queue',
    summary: 'Read the queue: by priority, then by time of request',
    tags: ['reads'],
    querystring: queueQuerySchema,
    success: 200,
    response: queueResponseSchema,
    problems: [400, 401, 403, 429, 503],
  },
  flow: {
    method: 'GET',
    url: '/flow',
    summary: 'Count tickets by state and edge, with the time they took',
    tags: ['reads'],
    querystring: flowQuerySchema,
    success: 200,
    response: flowResponseSchema,
    problems: [400, 401, 403, 429, 503],
  },
  events: {
    method: 'GET',
    url: '/events',
    summary: 'Follow the ledger as server-sent events',
    tags: ['events'],
    querystring: eventsQuerySchema,
    headers: eventsHeadersSchema,
    problems: [400, 401, 403, 429, 503],
  },
  health: {
    method: 'GET',
    url: '/health',
    summary: 'Say that the process lives',
    tags: ['operation'],
    success: 200,
    response: healthResponseSchema,
    problems: [],
  },
  ready: {
    method: 'GET',
    url: '/ready',
    summary: 'Say where the ledger and each read model stand',
    tags: ['operation'],
    success: 200,
    response: readyResponseSchema,
    problems: [503],
  },
} as const;
export type RouteName = keyof typeof routes;

/** The path of a route with its parameters filled in. Pure. */
export const pathOf = (name: RouteName, params: Readonly<Record<string, string>> = {}): string =>
  routes[name].url.replaceAll(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
