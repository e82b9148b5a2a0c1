import { readFile } from 'node:fs/promises';
import specifications from '@asyncapi/specs';
import { natsCommandTypes } from '@caselog/api-contract';
import { runRelay } from '@caselog/broadcast';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv as env } from '@caselog/env';
import { createMemoryStore, type NewEvent } from '@caselog/event-store';
import { eventTypes } from '@caselog/ticket';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type MsgHdrs } from '@nats-io/transport-node';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { startNatsServer } from '../../../test/support/nats-server.ts';
import { documentPath, documentText } from '../scripts/document-text.ts';
import { asyncApiDocument, type AsyncApiDocument } from '../src/index.ts';

const newAjv = (): Ajv => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  return ajv;
};

const refsOf = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { $ref } = value as { $ref?: unknown };
  return [...(typeof $ref === 'string' ? [$ref] : []), ...Object.values(value).flatMap(refsOf)];
};

/** What a reference within the document leads to. */
const target = (document: unknown, reference: string): unknown => {
  const keys = reference.replace(/^#\//, '').split('/');
  let found = document;
  for (const key of keys)
    found = (found as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')];
  return found;
};

/** A check of one of the document's schemas. */
const checkOf = (document: AsyncApiDocument, reference: string): ValidateFunction => {
  const ajv = newAjv();
  ajv.addSchema(document, 'asyncapi');
  return ajv.compile({ $ref: `asyncapi${reference}` });
};

const sample: Readonly<Record<string, { stream: string; data: object }>> = {
  TicketOpened: {
    stream: 'ticket-0198f3a0-0000-7000-8000-000000000001',
    data: {
      requesterId: 'requester-1',
      customerId: null,
      requesterEmail: 'anna@example.com',
      channel: 'email',
      language: 'en',
      subject: 'Grüße — nobody can sign in',
      description: null,
      impact: { access: 'critical', who: 'many-users', workaround: 'none' },
      priority: 'P1',
    },
  },
  TicketTriaged: { stream: 'ticket-0198f3a0-0000-7000-8000-000000000001', data: {} },
  OutageAnnounced: {
    stream: 'outage-1',
    data: { title: 'Sign-in is slow', affects: ['sign-in'], text: 'We look into it.' },
  },
};

const eventOf = (type: string): NewEvent => ({
  id: env.uuid(),
  type,
  data: sample[type]!.data,
  metadata: {
    commandId: 'c-1',
    actor: 'agent-1',
    occurredAt: '2026-01-05T09:00:00.000Z',
    recordedAt: '2026-01-05T09:00:00.000Z',
    schemaVersion: 1,
  },
});

/** The messages that a real relay leaves on a real server for these events. */
const published = async () => {
  const server = await startNatsServer();
  const store = createMemoryStore({ env });
  for (const type of Object.keys(sample)) await store.append(sample[type]!.stream, [eventOf(type)], 'any');
  const broadcast = await connectNatsBroadcast({ servers: server.url, env });
  const stop = new AbortController();
  const relaying = runRelay({ store, broadcast, env, signal: stop.signal });
  while ((await broadcast.tail()).position < Object.keys(sample).length) await env.sleep(20);
  const connection = await connect({ servers: server.url });
  const { streams } = await jetstreamManager(connection);
  const messages: { subject: string; header: MsgHdrs; body: unknown }[] = [];
  for (let seq = 1; seq <= Object.keys(sample).length; seq += 1) {
    const message = (await streams.getMessage('caselog', { seq }))!;
    messages.push({ subject: message.subject, header: message.header, body: message.json() });
  }
  stop.abort();
  await relaying;
  await connection.close();
  await broadcast.close();
  await server.stop();
  return messages;
};

describe('The AsyncAPI document', () => {
  const document = asyncApiDocument();

  it('is the one that is kept in docs; else run node packages/asyncapi/scripts/write.ts', async () => {
    expect(await readFile(documentPath, 'utf8')).toBe(await documentText());
  });

  it('is valid by the schema that the AsyncAPI initiative publishes', () => {
    const validate = newAjv().compile(specifications.schemasWithoutId['3.0.0']);
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...document, operations: { take: { action: 'guess' } } })).toBe(false);
  });

  it('refers to nothing that it does not have', () => {
    const references = refsOf(document);
    expect(references.length).toBeGreaterThan(500);
    expect([...new Set(references)].filter((each) => target(document, each) === undefined)).toEqual([]);
  });

  it('has every event of a ticket and every command, with its replies', () => {
    for (const type of eventTypes) expect(document.channels).toHaveProperty([`event.${type}`]);
    for (const type of natsCommandTypes)
      expect(document.operations).toHaveProperty([`take.${type}`, 'reply', 'channel']);
    expect(document.channels).toHaveProperty(['discovery.PING.all', 'address'], '$SRV.PING');
  });

  it('marks what is personal', () => {
    const subject = target(document, '#/components/schemas/TicketOpened/properties/subject');
    expect(subject).toMatchObject({ 'x-personal-data': 'free-text' });
  });

  it('describes the messages that are really published', async () => {
    const messages = await published();
    const checkHeaders = checkOf(document, '#/components/schemas/EventHeaders');
    for (const { subject, header, body } of messages) {
      const headers = Object.fromEntries(header.keys().map((key) => [key, header.get(key)]));
      checkHeaders(headers);
      expect(checkHeaders.errors ?? []).toEqual([]);
      const type = headers['ce-type']!;
      const { address } = target(document, `#/channels/event.${type}`) as { readonly address: string };
      expect(subject).toMatch(
        new RegExp(`^${address.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^.]+')}$`),
      );
      const check = checkOf(document, `#/components/schemas/${type}`);
      check(body);
      expect(check.errors ?? []).toEqual([]);
      // It says what is expected, and not just anything.
      expect(check({ ...(body as object), unknown: 1 })).toBe(false);
    }
    expect(messages).toHaveLength(3);
  });
});
