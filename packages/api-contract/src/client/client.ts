import type { z } from 'zod';
import { clockResponseSchema, type clockQuerySchema, type ClockResponse } from '../clock.ts';
import {
  commandAnswerSchema,
  type CommandAnswer,
  type OpenTicketRequest,
  type SendCommandRequest,
} from '../commands.ts';
import { flowResponseSchema, type FlowResponse } from '../flow.ts';
import type { FollowUpRequest } from '../follow-up.ts';
import { healthResponseSchema } from '../health.ts';
import {
  queueRowsResponseSchema,
  queueFacetsResponseSchema,
  queueResponseSchema,
  type QueueRowsResponse,
  type QueueFacetsResponse,
  type QueueQuery,
  type QueueResponse,
} from '../queue.ts';
import { receiptsResponseSchema, type ReceiptsResponse } from '../receipts.ts';
import { pathOf, routes } from '../routes.ts';
import { ticketListResponseSchema, type TicketListQuery, type TicketListResponse } from '../ticket-list.ts';
import { ticketResponseSchema, type EventView, type TicketResponse } from '../tickets.ts';
import { followEvents, type EventsOptions } from './events.ts';
import { boardCalls, type BoardCalls } from './board-calls.ts';
import type { CallOptions, CallRoute } from './call.ts';
import { deskCalls, type DeskCalls } from './desk-calls.ts';
import { mailCalls, type MailCalls } from './mail-calls.ts';
import { exportCalls, type ExportCalls } from './export-calls.ts';
import { helpCalls, type HelpCalls } from './help-calls.ts';
import { operationsCalls, type OperationsCalls } from './operations-calls.ts';
import { registerCalls, type RegisterCalls } from './register-calls.ts';
import { sendForJson, type Transport } from './request.ts';
import { hostSurroundings, type Surroundings } from './surroundings.ts';
import { timeMachineCalls, type TimeMachineCalls } from './time-machine-calls.ts';

export interface ClientOptions {
  /** Where the API is served, such as `http://localhost:4700`. */
  readonly baseUrl: string;
  readonly token?: string;
  readonly fetch?: typeof fetch;
  /** Time and chance; default: the host's. */
  readonly surroundings?: Surroundings;
}

type ClockQuery = z.input<typeof clockQuerySchema>;
export interface ReadOptions extends CallOptions {
  /** Wait until the read shows this position, as a command's answer named it. */
  readonly waitFor?: number;
}

/** Which past is asked for. */
export interface PastOptions extends ReadOptions {
  /** As things had happened by then, or as the ledger knew them; default: occurred. */
  readonly by?: 'occurred' | 'recorded';
}

/** The API, typed. Every call may throw ApiProblemError, ApiUnreachableError or UnexpectedAnswerError. Safe to use concurrently. */
export interface CaselogClient
  extends
    DeskCalls,
    HelpCalls,
    RegisterCalls,
    MailCalls,
    OperationsCalls,
    BoardCalls,
    TimeMachineCalls,
    ExportCalls {
  openTicket(request: OpenTicketRequest, options?: CallOptions): Promise<CommandAnswer>;
  sendCommand(ticketId: string, request: SendCommandRequest, options?: CallOptions): Promise<CommandAnswer>;
  ticket(ticketId: string, options?: ReadOptions): Promise<TicketResponse>;
  /** The ticket as it was at an instant of its past, with the events until then. */
  ticketAt(ticketId: string, at: string, options?: PastOptions): Promise<TicketResponse>;
  tickets(query?: Omit<TicketListQuery, 'waitFor'>, options?: ReadOptions): Promise<TicketListResponse>;
  queue(query?: Omit<QueueQuery, 'waitFor'>, options?: ReadOptions): Promise<QueueResponse>;
  queueFacets(options?: CallOptions): Promise<QueueFacetsResponse>;
  /** The rows of at most a hundred tickets as the ledger has them now, with their clocks. */
  queueRows(tickets: readonly string[], options?: CallOptions): Promise<QueueRowsResponse>;
  flow(options?: ReadOptions): Promise<FlowResponse>;
  receipts(ticketId: string, options?: CallOptions): Promise<ReceiptsResponse>;
  clock(ticketId: string, query?: ClockQuery, options?: CallOptions): Promise<ClockResponse>;
  followUp(ticketId: string, request: FollowUpRequest, options?: CallOptions): Promise<CommandAnswer>;
  /** The ledger's events, live, resumed after a lost connection. */
  events(options?: EventsOptions): AsyncIterable<EventView>;
  health(options?: CallOptions): Promise<z.infer<typeof healthResponseSchema>>;
}

/** Makes a client of the API at `baseUrl`. Opens nothing until it is called. */
export const createClient = (options: ClientOptions): CaselogClient => {
  const { baseUrl, token, surroundings = hostSurroundings } = options;
  const transport: Transport = {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    token,
    fetch: options.fetch ?? globalThis.fetch,
  };
  const call: CallRoute = (name, schema, rest = {}) =>
    sendForJson(transport, { method: routes[name].method, path: pathOf(name, rest.params), ...rest }, schema);
  return {
    ...deskCalls(call),
    ...helpCalls(call),
    ...registerCalls(call),
    ...mailCalls(call),
    ...operationsCalls(call),
    ...boardCalls(call),
    ...timeMachineCalls(call),
    ...exportCalls(transport),
    openTicket: (body, { signal } = {}) => call('openTicket', commandAnswerSchema, { body, signal }),
    sendCommand: (ticketId, body, { signal } = {}) =>
      call('sendCommand', commandAnswerSchema, { params: { ticketId }, body, signal }),
    ticket: (ticketId, { waitFor, signal } = {}) =>
      call('ticket', ticketResponseSchema, { params: { ticketId }, query: { waitFor }, signal }),
    ticketAt: (ticketId, at, { by, waitFor, signal } = {}) =>
      call('ticket', ticketResponseSchema, { params: { ticketId }, query: { at, by, waitFor }, signal }),
    tickets: (query = {}, { waitFor, signal } = {}) =>
      call('tickets', ticketListResponseSchema, { query: { ...query, waitFor }, signal }),
    queue: (query = {}, { waitFor, signal } = {}) =>
      call('queue', queueResponseSchema, { query: { ...query, waitFor }, signal }),
    queueFacets: ({ signal } = {}) => call('queueFacets', queueFacetsResponseSchema, { signal }),
    queueRows: (tickets, { signal } = {}) =>
      call('queueRows', queueRowsResponseSchema, { query: { tickets }, signal }),
    flow: ({ waitFor, signal } = {}) => call('flow', flowResponseSchema, { query: { waitFor }, signal }),
    receipts: (ticketId, { signal } = {}) =>
      call('receipts', receiptsResponseSchema, { params: { ticketId }, signal }),
    clock: (ticketId, query = {}, { signal } = {}) =>
      call('clock', clockResponseSchema, { params: { ticketId }, query, signal }),
    followUp: (ticketId, body, { signal } = {}) =>
      call('followUp', commandAnswerSchema, { params: { ticketId }, body, signal }),
    events: (eventsOptions = {}) => followEvents(transport, surroundings, eventsOptions),
    health: ({ signal } = {}) => call('health', healthResponseSchema, { signal }),
  };
};
