import { apiKeyEventSchemas } from '@caselog/access-control';
import { policyEventSchemas } from '@caselog/policy';
import {
  customerEventSchemas,
  outageEventSchemas,
  partnerEventSchemas,
  personEventSchemas,
  refusalEventSchemas,
} from '@caselog/registers';
import { eventSchemas } from '@caselog/ticket';
import type { z } from 'zod';
import { ref, type Json, type Schemas } from './schemas.ts';

type EventSchemas = Readonly<Record<string, z.ZodType>>;

/** Every kind of stream whose events are published, by its category. */
const kinds: Readonly<Record<string, EventSchemas>> = {
  ticket: eventSchemas,
  customer: customerEventSchemas,
  outage: outageEventSchemas,
  partner: partnerEventSchemas,
  person: personEventSchemas,
  refusal: refusalEventSchemas,
  policy: policyEventSchemas,
  apikey: apiKeyEventSchemas,
};

const text = { type: 'string' } as const;
const count = { type: 'string', pattern: '^\\d+$' } as const;

/** What every event's message has in its headers: CloudEvents 1.0 in binary mode, and the event's place in the ledger. */
export const eventHeaders: Json = {
  type: 'object',
  required: [
    'ce-specversion',
    'ce-id',
    'ce-source',
    'ce-type',
    'ce-subject',
    'ce-time',
    'Caselog-Revision',
    'Caselog-Position',
    'Caselog-Previous-Position',
  ],
  properties: {
    'ce-specversion': { const: '1.0' },
    'ce-id': {
      ...text,
      format: 'uuid',
      description: 'The event’s id: the same for the same event, for ever.',
    },
    'ce-source': { ...text, description: 'The desk, as a URI reference; default `/caselog`.' },
    'ce-type': text,
    'ce-subject': { ...text, description: 'The stream: `ticket-<id>`, `outage-<id>`, …' },
    'ce-time': { ...text, format: 'date-time', description: 'When it happened.' },
    'Caselog-Revision': { ...count, description: 'Place in its stream, from 0.' },
    'Caselog-Position': { ...count, description: 'Place in the order of the whole ledger, from 1.' },
    'Caselog-Previous-Position': {
      ...count,
      description:
        'The position of the message before, 0 for the first: a reader of everything sees a gap by it.',
    },
    'Content-Type': { const: 'application/json' },
    'Caselog-Metadata': {
      ...text,
      contentMediaType: 'application/json',
      description: 'Command id, actor, times, schema version, correlation. Absent with the body.',
    },
    'Caselog-Body': {
      const: 'omitted',
      description: 'The event is larger than the broker takes: the bell alone. The ledger has it.',
    },
    'Nats-Expected-Last-Sequence': { ...count, description: 'The fence of the relay.' },
  },
};

const parameters = {
  shard: { description: 'Which of the 64 shards the stream belongs to: FNV-1a of its name.' },
  stream: { description: 'A ticket’s id, or the whole name of any other stream.' },
};

/** What the broadcast says: one channel an event type, so that a listener takes the types it wants. */
export const eventParts = (schemas: Schemas) => {
  const channels: Record<string, Json> = {};
  const operations: Record<string, Json> = {};
  const messages: Record<string, Json> = {};
  for (const [category, types] of Object.entries(kinds))
    for (const [type, schema] of Object.entries(types)) {
      messages[type] = {
        name: type,
        title: `${type}, of a ${category}`,
        contentType: 'application/json',
        headers: ref('components', 'schemas', 'EventHeaders'),
        payload: schemas.add(type, schema, 'output'),
        tags: [{ name: category }],
      };
      channels[`event.${type}`] = {
        address: `caselog.event.{shard}.{stream}.${type}`,
        parameters,
        messages: { [type]: ref('components', 'messages', type) },
      };
      operations[`publish.${type}`] = {
        action: 'send',
        channel: ref('channels', `event.${type}`),
        messages: [ref('channels', `event.${type}`, 'messages', type)],
        summary: `Says that ${type} was recorded`,
      };
    }
  return { channels, operations, messages };
};
