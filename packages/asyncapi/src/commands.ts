import {
  commandSubject,
  intakeService,
  natsCommands,
  natsCommandTypes,
  problemSchema,
} from '@caselog/api-contract';
import { ref, type Json, type Schemas } from './schemas.ts';

/** What a command's message has in its headers. */
export const commandHeaders: Json = {
  type: 'object',
  required: [intakeService.authorizationHeader],
  properties: {
    [intakeService.authorizationHeader]: {
      type: 'string',
      pattern: '^[Bb]earer .+',
      description: '`Bearer` and a token or an API key of the desk, as over HTTP.',
    },
  },
};

const problemHeaders: Json = {
  type: 'object',
  required: ['Nats-Service-Error-Code', 'Nats-Service-Error'],
  properties: {
    'Nats-Service-Error-Code': {
      type: 'string',
      pattern: '^[45]\\d\\d$',
      description: 'The problem’s status.',
    },
    'Nats-Service-Error': { type: 'string', description: 'The problem’s title.' },
    'Content-Type': { const: 'application/problem+json' },
  },
};

const problem = (schemas: Schemas): Json => ({
  name: 'Problem',
  title: 'A problem document (RFC 9457) in place of an answer',
  contentType: 'application/problem+json',
  headers: problemHeaders,
  payload: schemas.add('Problem', problemSchema, 'output'),
});

/** The micro service that takes commands: one subject a command, with its replies. */
export const commandParts = (schemas: Schemas) => {
  const channels: Record<string, Json> = {};
  const operations: Record<string, Json> = {};
  const messages: Record<string, Json> = { Problem: problem(schemas) };
  for (const type of natsCommandTypes) {
    const { request, answer, roles } = natsCommands[type];
    const [asked, answered] = [`${type}.request`, `${type}.answer`];
    messages[asked] = {
      name: asked,
      contentType: 'application/json',
      headers: ref('components', 'schemas', 'CommandHeaders'),
      payload: schemas.add(`${type}Command`, request, 'input'),
    };
    messages[answered] = {
      name: answered,
      contentType: 'application/json',
      payload: schemas.add(`${type}Answer`, answer, 'output'),
    };
    const [channel, replies] = [`command.${type}`, `command.${type}.reply`];
    channels[channel] = {
      address: commandSubject(type),
      messages: { [asked]: ref('components', 'messages', asked) },
    };
    channels[replies] = {
      address: null,
      messages: {
        [answered]: ref('components', 'messages', answered),
        Problem: ref('components', 'messages', 'Problem'),
      },
    };
    operations[`take.${type}`] = {
      action: 'receive',
      channel: ref('channels', channel),
      summary: `For the roles ${roles.join(', ')}`,
      messages: [ref('channels', channel, 'messages', asked)],
      bindings: { nats: { queue: intakeService.queue } },
      reply: {
        address: { location: '$message.header#/reply', description: 'The reply subject of the request.' },
        channel: ref('channels', replies),
        messages: [
          ref('channels', replies, 'messages', answered),
          ref('channels', replies, 'messages', 'Problem'),
        ],
      },
    };
  }
  return { channels, operations, messages };
};
