import { intakeService } from '@caselog/api-contract';
import { ref, type Json } from './schemas.ts';

const identity = {
  name: { const: intakeService.name },
  id: { type: 'string' },
  version: { type: 'string' },
  metadata: { type: 'object' },
};

const endpointStats: Json = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    subject: { type: 'string' },
    num_requests: { type: 'integer' },
    num_errors: { type: 'integer' },
    data: {
      type: 'object',
      description: 'What was answered, with which problems by status, and how long it took.',
      properties: {
        under_way: { type: 'integer' },
        answered: { type: 'integer' },
        problems: { type: 'object', additionalProperties: { type: 'integer' } },
        average_ms: { type: 'number' },
      },
    },
  },
};

const endpointInfo: Json = {
  type: 'object',
  required: ['name', 'subject', 'queue_group'],
  properties: {
    name: { type: 'string' },
    subject: { type: 'string' },
    queue_group: { const: intakeService.queue },
    metadata: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

const answers: Readonly<Record<string, Json>> = {
  PING: {
    type: 'object',
    required: ['type', 'name', 'id', 'version'],
    properties: { type: { const: 'io.nats.micro.v1.ping_response' }, ...identity },
  },
  INFO: {
    type: 'object',
    required: ['type', 'name', 'id', 'version', 'endpoints'],
    properties: {
      type: { const: 'io.nats.micro.v1.info_response' },
      ...identity,
      description: { type: 'string' },
      endpoints: { type: 'array', items: endpointInfo },
    },
  },
  STATS: {
    type: 'object',
    required: ['type', 'name', 'id', 'version', 'started', 'endpoints'],
    properties: {
      type: { const: 'io.nats.micro.v1.stats_response' },
      ...identity,
      started: { type: 'string', format: 'date-time' },
      endpoints: { type: 'array', items: endpointStats },
    },
  },
};

/** The standard subjects by which a NATS micro service is found: of all, of those of a name, of one by its id. */
export const discoveryParts = () => {
  const channels: Record<string, Json> = {};
  const operations: Record<string, Json> = {};
  const messages: Record<string, Json> = { 'discovery.request': { name: 'discovery.request', payload: {} } };
  for (const [verb, payload] of Object.entries(answers)) {
    const answered = `discovery.${verb}.answer`;
    messages[answered] = { name: answered, contentType: 'application/json', payload };
    channels[`discovery.${verb}.reply`] = {
      address: null,
      messages: { [answered]: ref('components', 'messages', answered) },
    };
    for (const [scope, address] of [
      ['all', `$SRV.${verb}`],
      ['name', `$SRV.${verb}.${intakeService.name}`],
      ['one', `$SRV.${verb}.${intakeService.name}.{id}`],
    ] as const) {
      const channel = `discovery.${verb}.${scope}`;
      channels[channel] = {
        address,
        ...(scope === 'one' && { parameters: { id: { description: 'The id of one running service.' } } }),
        messages: { 'discovery.request': ref('components', 'messages', 'discovery.request') },
      };
      operations[`answer.${verb}.${scope}`] = {
        action: 'receive',
        channel: ref('channels', channel),
        messages: [ref('channels', channel, 'messages', 'discovery.request')],
        reply: {
          channel: ref('channels', `discovery.${verb}.reply`),
          messages: [ref('channels', `discovery.${verb}.reply`, 'messages', answered)],
        },
      };
    }
  }
  return { channels, operations, messages };
};
