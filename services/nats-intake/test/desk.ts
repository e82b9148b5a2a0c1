import { generateKeyPairSync } from 'node:crypto';
import { createApiKeys, createDeskIssuer, createIdentity, type ApiKeys } from '@caselog/access-control';
import { commandSubject, type NatsCommandType, type Problem, type Role } from '@caselog/api-contract';
import { systemEnv as env } from '@caselog/env';
import { createMemoryStore, type EventStore, type RecordedEvent } from '@caselog/event-store';
import { createGate, createHelpdesk, createRegisters, openPolicyBook } from '@caselog/helpdesk';
import type { IntakeContext } from '@caselog/intake';
import { createLog } from '@caselog/process';
import { connect, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { startNatsIntake, type IntakeLimits, type NatsIntake } from '../src/index.ts';

/** What came back: an answer, or a problem with the header that announces it. */
export interface Reply {
  readonly code: string;
  readonly body: unknown;
}

/** A desk's ledger with one intake over NATS, and a caller with a token for each role. */
export interface TestDesk {
  readonly store: EventStore;
  readonly context: IntakeContext;
  readonly keys: ApiKeys;
  readonly caller: NatsConnection;
  readonly logged: readonly string[];
  /** Another intake of the same ledger. */
  replica(limits?: Partial<IntakeLimits>): Promise<NatsIntake>;
  readonly intake: NatsIntake;
  tokenOf(role: Role): Promise<string>;
  /** Sends a body as it is, by a role's token or a given one; without either, with none. */
  send(
    type: NatsCommandType,
    body: unknown,
    by?: Role | { readonly token: string },
    timeoutMs?: number,
  ): Promise<Reply>;
  refusals(): Promise<readonly RecordedEvent[]>;
  close(): Promise<void>;
}

export const opening = {
  requesterId: 'requester-1',
  requesterEmail: 'anna@example.com',
  subject: 'Nobody can sign in',
  channel: 'monitoring',
  impact: { access: 'critical', who: 'many-users', workaround: 'none' },
};

export const problemOf = ({ code, body }: Reply): Problem => {
  const problem = body as Problem;
  if (String(problem.status) !== code)
    throw new Error(`the header says ${code}, the document ${problem.status}`);
  return problem;
};

const replyOf = (message: Msg): Reply => ({
  code: message.headers?.get('Nats-Service-Error-Code') ?? '',
  body: message.json(),
});

const customerId = 'customer-1';
const agreement = {
  reference: 'dpa-1',
  validFrom: '2000-01-01T00:00:00.000Z',
  validUntil: '2999-01-01T00:00:00.000Z',
};

const contextOn = async (store: EventStore): Promise<IntakeContext> => {
  const book = await openPolicyBook({ store, env });
  const registers = createRegisters({ store, env });
  const data = { edition: 'premium', administrators: ['requester-1'] };
  const by = (id: string, step: string) => ({ id, actor: 'lead-0', commandId: `setup-${step}` });
  await registers.customers.execute({ ...by(customerId, 'c'), command: { type: 'RegisterCustomer', data } });
  const partner = { name: 'A partner', languages: ['pl'] as [string], regions: [] };
  await registers.partners.execute({
    ...by('partner-1', 'p'),
    command: { type: 'RegisterPartner', data: partner },
  });
  await registers.partners.execute({
    ...by('partner-1', 'a'),
    command: { type: 'SignDataAgreement', data: agreement },
  });
  const gate = createGate({ registers, book });
  return { store, env, registers, helpdesk: createHelpdesk({ store, env, rulebook: book, gate }) };
};

/** Starts a desk on a server. */
export const testDesk = async (
  url: string,
  limits: Partial<IntakeLimits> = {},
  wrap: (context: IntakeContext) => IntakeContext = (context) => context,
): Promise<TestDesk> => {
  const store = createMemoryStore({ env });
  const context = wrap(await contextOn(store));
  const keys = createApiKeys({ store, env });
  const issuer = createDeskIssuer(generateKeyPairSync('ed25519').privateKey, env);
  const identify = createIdentity({ apiKeys: keys, issuers: [issuer] });
  const logged: string[] = [];
  const log = createLog({ level: 'debug', write: (line) => logged.push(line) });
  const connections: NatsConnection[] = [];
  const join = async () => {
    const connection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    connections.push(connection);
    return connection;
  };
  const replica = async (of: Partial<IntakeLimits> = {}) =>
    startNatsIntake({ context, identify, connection: await join(), log, limits: of });
  const intake = await replica(limits);
  const caller = await join();
  const tokenOf = (role: Role) =>
    issuer.mintToken({ role, subject: `${role}-1`, customerId, partnerId: 'partner-1', ttlMs: 86_400_000 });
  return {
    store,
    context,
    keys,
    caller,
    logged,
    intake,
    replica,
    tokenOf,
    async send(type, body, by, timeoutMs = 30_000) {
      const sent = headers();
      const token = typeof by === 'string' ? await tokenOf(by) : by?.token;
      if (token !== undefined) sent.set('Authorization', `Bearer ${token}`);
      const payload = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      return replyOf(
        await caller.request(commandSubject(type), payload, { timeout: timeoutMs, headers: sent }),
      );
    },
    async refusals() {
      const filter = { categories: ['refusal'] };
      return (await Array.fromAsync(store.readAll({ filter }))).flat();
    },
    async close() {
      await intake.stop();
      await Promise.all(connections.map((connection) => connection.close()));
      await store.close();
    },
  };
};
