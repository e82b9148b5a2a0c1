import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApiKeys } from '@caselog/access-control';
import type { CommandAnswer, Problem, QueueQuery } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import { createHelpdesk, createRegisters, openPolicyBook } from '@caselog/helpdesk';
import { createLog } from '@caselog/process';
import type { LightMyRequestResponse } from 'fastify';
import {
  buildApi,
  tokenAuth,
  type ApiLimits,
  type ApiOptions,
  type ApiServer,
  type Reads,
} from '../src/index.ts';

const token = 'correct-horse-battery-staple';
export const bearer = { authorization: `Bearer ${token}` };

/** Read models that stand where a test puts them, and remember what they were asked. */
interface StubReads extends Reads {
  position: number;
  readonly asked: QueueQuery[];
  /** Rows of the queue and of the list. */
  readonly rows: { readonly ticketId: string; readonly subject: string }[];
}

const moment = '2026-01-05T09:00:00.000Z';
const row = {
  priority: 'P1',
  lifecycle: 'triaged',
  openedAt: moment,
  assigneeId: null,
  team: null,
  revision: 1,
  position: 2,
} as const;
const queueRow = { ...row, waitingSince: moment, language: 'en' };
const listRow = { ...row, updatedAt: moment, resolvedAt: null, episode: 1, source: null };

const stubReads = (): StubReads => {
  const asked: QueueQuery[] = [];
  const rows: StubReads['rows'] = [];
  const whole = { ...listRow, ...queueRow };
  return {
    position: 0,
    asked,
    rows,
    async queue(query) {
      asked.push(query);
      return {
        rows: rows.map((each) => ({ ...whole, ...each })),
        next: null,
        total: 0,
        position: this.position,
      };
    },
    async queueFacets() {
      return { lifecycle: [], priority: [], team: [], assigneeId: [], position: this.position };
    },
    async tickets() {
      return {
        rows: rows.map((each) => ({ ...whole, ...each })),
        next: null,
        total: 0,
        position: this.position,
      };
    },
    async ticketsOf() {
      return { rows: [], next: null, position: this.position };
    },
    async standings() {
      return [{ name: 'queue', version: '1', position: this.position, updatedAt: null }];
    },
    async flow() {
      return { position: this.position, states: [], edges: [] };
    },
    async waitFor() {
      return this.position;
    },
    async positions() {
      return { queue: this.position };
    },
  };
};

export interface TestDesk {
  readonly app: ApiServer;
  readonly store: EventStore;
  readonly reads: StubReads;
  readonly logged: string[];
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  post(url: string, body: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  open(commandId?: string): Promise<CommandAnswer>;
}

export const opening = {
  requesterId: 'requester-1',
  requesterEmail: 'anna@example.com',
  subject: 'Nobody can sign in',
  channel: 'email',
  impact: { access: 'critical', who: 'many-users', workaround: 'none' },
};

/** The API over a ledger in memory, as a caller meets it; its policy stands in a ledger of its own, so that this one begins empty. */
export const testDesk = async (
  limits: Partial<ApiLimits> = {},
  parts: (store: EventStore) => Partial<ApiOptions> | Promise<Partial<ApiOptions>> = () => ({}),
): Promise<TestDesk> => {
  const store = createMemoryStore({ env: systemEnv });
  const reads = stubReads();
  const logged: string[] = [];
  const book = await openPolicyBook({ store: createMemoryStore({ env: systemEnv }), env: systemEnv });
  const app = await buildApi({
    helpdesk: createHelpdesk({ store, env: systemEnv }),
    store,
    book,
    registers: createRegisters({ store, env: systemEnv }),
    apiKeys: createApiKeys({ store, env: systemEnv }),
    reads,
    events: { head: () => store.head(), follow: (options) => store.subscribe(options) },
    env: systemEnv,
    auth: tokenAuth(token, { id: 'operator', roles: ['lead'] }),
    log: createLog({ level: 'debug', write: (line) => logged.push(line) }),
    limits,
    ...(await parts(store)),
  });
  const post = (url: string, body: unknown, headers = {}) =>
    app.inject({ method: 'POST', url, headers: { ...bearer, ...headers }, payload: body as object });
  return {
    app,
    store,
    reads,
    logged,
    get: (url, headers = {}) => app.inject({ url, headers: { ...bearer, ...headers } }),
    post,
    async open(commandId = 'open-1') {
      return (await post('/tickets', { commandId, data: opening })).json<CommandAnswer>();
    },
  };
};

/** A problem's document, checked to be one. */
export const problemOf = (response: LightMyRequestResponse): Problem => {
  if (!String(response.headers['content-type']).startsWith('application/problem+json'))
    throw new Error(`no problem document: ${response.statusCode} ${response.body}`);
  const problem = response.json<Problem>();
  if (problem.status !== response.statusCode) throw new Error('the document names another status');
  return problem;
};

/** Listens on a free port. */
export const listen = async ({ app }: TestDesk): Promise<number> => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
};

/** Opens a stream of events over a real connection. */
export const openStream = async (
  port: number,
  query = '',
  headers: Record<string, string> = {},
  path = '/events',
): Promise<IncomingMessage> => {
  const request = httpRequest({
    port,
    path: `${path}${query}`,
    headers: { ...bearer, ...headers },
    agent: false,
  });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
};
