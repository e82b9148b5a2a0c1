import { commandRoles, readers, roles, rolesOfAny, type Role, type RouteAccess } from './access.ts';
import {
  commandAnswerSchema,
  openTicketRequestSchema,
  sendCommandRequestSchema,
  ticketCommandTypes,
} from './commands.ts';
import { eventsHeadersSchema, eventsQuerySchema } from './events.ts';
import { flowQuerySchema, flowResponseSchema } from './flow.ts';
import { healthResponseSchema, readyResponseSchema } from './health.ts';
import {
  queueRowsQuerySchema,
  queueRowsResponseSchema,
  queueFacetsResponseSchema,
  queueQuerySchema,
  queueResponseSchema,
} from './queue.ts';
import { boardRoutes } from './routes/boards.ts';
import { deskRoutes } from './routes/desk.ts';
import { deskKeepingRoutes } from './routes/desk-keeping.ts';
import { exportRoutes } from './routes/export.ts';
import { helpRoutes } from './routes/help.ts';
import { mailRoutes } from './routes/mail.ts';
import { operationsRoutes } from './routes/operations.ts';
import { registerRoutes } from './routes/registers.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { sessionRoutes } from './routes/session.ts';
import { timeMachineRoutes } from './routes/time-machine.ts';
import { ticketListQuerySchema, ticketListResponseSchema } from './ticket-list.ts';
import { ticketPathSchema, ticketQuerySchema, ticketResponseSchema } from './tickets.ts';

/**
 * Every route of the API: what a service serves, what the client calls and what the OpenAPI document describes; and, in `roles`,
 * who may use it. `judgedBy: 'command'`: the body holds a command, whose own row in the table decides, and a refusal is recorded.
 * `identity: 'optional'`: anybody may ask, and who says who they are is told more.
 */
export const routes = {
  ...deskRoutes,
  ...registerRoutes,
  ...helpRoutes,
  ...deskKeepingRoutes,
  ...mailRoutes,
  ...operationsRoutes,
  ...boardRoutes,
  ...timeMachineRoutes,
  ...exportRoutes,
  ...sessionRoutes,
  ...receiptRoutes,
  openTicket: {
    method: 'POST',
    url: '/tickets',
    summary: 'Open a ticket',
    tags: ['tickets'],
    roles: commandRoles.OpenTicket,
    judgedBy: 'command',
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
    roles: rolesOfAny(ticketCommandTypes),
    judgedBy: 'command',
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
    roles,
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
    roles: readers,
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
    roles: readers,
    querystring: queueQuerySchema,
    success: 200,
    response: queueResponseSchema,
    problems: [400, 401, 403, 429, 503],
  },
  queueFacets: {
    method: 'GET',
    url: '/queue/facets',
    summary: 'Count the open tickets by what filters may name',
    tags: ['reads'],
    roles: readers,
    success: 200,
    response: queueFacetsResponseSchema,
    problems: [401, 403, 429, 503],
  },
  queueRows: {
    method: 'GET',
    url: '/queue/rows',
    summary: 'Read some rows of the queue afresh, with whose time runs and how their next targets stand',
    tags: ['reads'],
    roles: readers,
    querystring: queueRowsQuerySchema,
    success: 200,
    response: queueRowsResponseSchema,
    problems: [400, 401, 403, 429, 503],
  },
  flow: {
    method: 'GET',
    url: '/flow',
    summary: 'Count tickets by state and edge, with the time they took',
    tags: ['reads'],
    roles: readers,
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
    roles: readers,
    querystring: eventsQuerySchema,
    headers: eventsHeadersSchema,
    problems: [400, 401, 403, 429, 503],
  },
  health: {
    method: 'GET',
    url: '/health',
    summary: 'Say that the process lives',
    tags: ['operation'],
    roles: 'public',
    success: 200,
    response: healthResponseSchema,
    problems: [],
  },
  ready: {
    method: 'GET',
    url: '/ready',
    summary: 'Say where the ledger and each read model stand',
    tags: ['operation'],
    roles: 'public',
    success: 200,
    response: readyResponseSchema,
    problems: [503],
  },
} as const;
export type RouteName = keyof typeof routes;

/** The path of a route with its parameters filled in. Pure. */
export const pathOf = (name: RouteName, params: Readonly<Record<string, string>> = {}): string =>
  routes[name].url.replaceAll(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));

/** Whether any of the roles may use the route. Pure. */
export const mayUse = (held: readonly Role[], name: RouteName): boolean => {
  const access: RouteAccess = routes[name].roles;
  return access === 'public' || access.some((role) => held.includes(role));
};
