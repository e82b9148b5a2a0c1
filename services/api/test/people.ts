import { generateKeyPairSync } from 'node:crypto';
import {
  createApiKeys,
  createDeskIssuer,
  createIdentity,
  type ApiKeys,
  type DeskIssuer,
} from '@caselog/access-control';
import type { Attachments } from '@caselog/attachments';
import { roles, type CommandAnswer, type Role } from '@caselog/api-contract';
import { systemEnv, type Env } from '@caselog/env';
import type { EventStore, RecordedEvent } from '@caselog/event-store';
import {
  createGate,
  createHelpdesk,
  createRegisters,
  openPolicyBook,
  type Helpdesk,
  type PolicyBook,
  type Registers,
} from '@caselog/helpdesk';
import type { LightMyRequestResponse } from 'fastify';
import { bearerAuth, type ApiLimits, type ApiOptions } from '../src/index.ts';
import { opening, testDesk, type TestDesk } from './desk.ts';

/** A caller as a test meets it. */
interface Caller {
  readonly authorization: string;
  get(url: string): Promise<LightMyRequestResponse>;
  post(url: string, body: unknown): Promise<LightMyRequestResponse>;
  delete(url: string): Promise<LightMyRequestResponse>;
  send(ticketId: string, command: object): Promise<LightMyRequestResponse>;
}

/** A desk that knows its people by tokens of its own. */
export interface PeopledDesk extends TestDesk {
  readonly issuer: DeskIssuer;
  readonly keys: ApiKeys;
  readonly book: PolicyBook;
  readonly registers: Registers;
  readonly helpdesk: Helpdesk;
  readonly people: Readonly<Record<Role, Caller>>;
  /** Somebody by an authorization header of the test's own. */
  by(authorization: string): Caller;
  refusals(): Promise<readonly RecordedEvent[]>;
}

/** The customer and the partner whose people the tokens name. */
export const customerId = 'customer-1';
export const partnerId = 'partner-1';
/** The person behind a role's token. */
export const personOf = (role: Role): string => `${role}-1`;

const callerOf = ({ app }: TestDesk, authorization: string): Caller => {
  const headers = { authorization };
  const post: Caller['post'] = (url, body) =>
    app.inject({ method: 'POST', url, headers, payload: body as object });
  return {
    authorization,
    get: (url) => app.inject({ url, headers }),
    post,
    delete: (url) => app.inject({ method: 'DELETE', url, headers }),
    send: (ticketId, command) => post(`/tickets/${ticketId}/commands`, command),
  };
};

const agreement = {
  reference: 'dpa-1',
  validFrom: '2000-01-01T00:00:00.000Z',
  validUntil: '2999-01-01T00:00:00.000Z',
};

/** A customer with its administrator, two partners under an agreement, and an outage. */
const register = async ({ customers, partners, outages }: Registers): Promise<void> => {
  const by = (id: string, step: number) => ({ id, actor: 'lead-0', commandId: `setup-${id}-${step}` });
  for (const id of [customerId, 'customer-2']) {
    const data = { edition: 'premium', administrators: [personOf('requester'), 'requester-2'] };
    await customers.execute({ ...by(id, 1), command: { type: 'RegisterCustomer', data } });
  }
  for (const id of [partnerId, 'partner-2']) {
    const data = { name: 'A partner', languages: ['pl'] as [string], regions: [] };
    await partners.execute({ ...by(id, 1), command: { type: 'RegisterPartner', data } });
    await partners.execute({ ...by(id, 2), command: { type: 'SignDataAgreement', data: agreement } });
  }
  const data = { title: 'Sign-in is slow', affects: ['sign-in'], text: 'We look into it.' };
  await outages.execute({ ...by('outage-1', 1), command: { type: 'AnnounceOutage', data } });
};

/** The parts of a whole desk, over one ledger. */
const partsOn = async (store: EventStore, env: Env, attachments: Attachments | undefined) => {
  const book = await openPolicyBook({ store, env });
  const registers = createRegisters({ store, env });
  const files = attachments && { attachments };
  const gate = createGate({ registers, book, ...files });
  const helpdesk = createHelpdesk({ store, env, rulebook: book, gate });
  await register(registers);
  return { store, env, book, registers, helpdesk, apiKeys: createApiKeys({ store, env }), ...files };
};

/** The whole API with a signing key, API keys and one caller for each role. */
export const peopledDesk = async (
  limits: Partial<ApiLimits> = {},
  env: Env = systemEnv,
  more: (store: EventStore) => Partial<ApiOptions> = () => ({}),
  attachments?: Attachments,
): Promise<PeopledDesk> => {
  const issuer = createDeskIssuer(generateKeyPairSync('ed25519').privateKey, env);
  let parts: Awaited<ReturnType<typeof partsOn>> | undefined;
  const desk = await testDesk(limits, async (store) => {
    parts = await partsOn(store, env, attachments);
    const { apiKeys } = parts;
    const auth = bearerAuth(createIdentity({ apiKeys, issuers: [issuer] }));
    return { ...parts, auth, ...more(store) };
  });
  const { apiKeys: keys, book, registers, helpdesk } = parts!;
  const by = (authorization: string) => callerOf(desk, authorization);
  const entries = await Promise.all(
    roles.map(async (role) => {
      const about = { role, subject: personOf(role), customerId, partnerId, ttlMs: 400 * 86_400_000 };
      return [role, by(`Bearer ${await issuer.mintToken(about)}`)] as const;
    }),
  );
  return {
    ...desk,
    issuer,
    keys,
    book,
    registers,
    helpdesk,
    people: Object.fromEntries(entries) as Record<Role, Caller>,
    by,
    async refusals() {
      const filter = { categories: ['refusal'] };
      return (await Array.fromAsync(desk.store.readAll({ filter }))).flat();
    },
  };
};

/** What the requester of {@link peopledDesk} asks, with words a test can look for. */
export const question = { ...opening, requesterId: personOf('requester'), customerId } as const;

/** A ticket of the requester, referred to the partner. */
export const referredTicket = async ({ people }: PeopledDesk, commandId: string): Promise<string> => {
  const opened = await people.agent.post('/tickets', { commandId, data: question });
  const { ticketId } = opened.json<CommandAnswer>();
  await people.agent.send(ticketId, {
    commandId: `${commandId}-data`,
    type: 'RequestData',
    data: { items: [{ itemId: 'item-1', kind: 'log-files', text: 'The log of Anna’s machine' }] },
  });
  const brief = 'Please check the carrier.';
  await people.agent.send(ticketId, {
    commandId: `${commandId}-refer`,
    type: 'ReferTicket',
    data: { partnerId, brief },
  });
  return ticketId;
};
