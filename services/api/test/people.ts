import { generateKeyPairSync } from 'node:crypto';
import {
  createApiKeys,
  createDeskIssuer,
  createIdentity,
  type ApiKeys,
  type DeskIssuer,
} from '@caselog/access-control';
import { roles, type CommandAnswer, type Role } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import type { LightMyRequestResponse } from 'fastify';
import { bearerAuth, type ApiLimits } from '../src/index.ts';
import { opening, testDesk, type TestDesk } from './desk.ts';

/** A caller as a test meets it. */
export interface Caller {
  readonly authorization: string;
  get(url: string): Promise<LightMyRequestResponse>;
  post(url: string, body: unknown): Promise<LightMyRequestResponse>;
  send(ticketId: string, command: object): Promise<LightMyRequestResponse>;
}

/** A desk that knows its people by tokens of its own. */
export interface PeopledDesk extends TestDesk {
  readonly issuer: DeskIssuer;
  readonly keys: ApiKeys;
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
    send: (ticketId, command) => post(`/tickets/${ticketId}/commands`, command),
  };
};

/** The API with a signing key, API keys and one caller for each role. */
export const peopledDesk = async (limits: Partial<ApiLimits> = {}): Promise<PeopledDesk> => {
  const issuer = createDeskIssuer(generateKeyPairSync('ed25519').privateKey, systemEnv);
  let keys: ApiKeys | undefined;
  const desk = await testDesk(limits, (store) => {
    keys = createApiKeys({ store, env: systemEnv });
    return { store, auth: bearerAuth(createIdentity({ apiKeys: keys, issuers: [issuer] })) };
  });
  const by = (authorization: string) => callerOf(desk, authorization);
  const entries = await Promise.all(
    roles.map(async (role) => {
      const token = await issuer.mintToken({ role, subject: personOf(role), customerId, partnerId });
      return [role, by(`Bearer ${token}`)] as const;
    }),
  );
  return {
    ...desk,
    issuer,
    keys: keys!,
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
