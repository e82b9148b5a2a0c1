import { commandHeaders, commandParts } from './commands.ts';
import { discoveryParts } from './discovery.ts';
import { eventHeaders, eventParts } from './events.ts';
import { Schemas, type Json } from './schemas.ts';

/** An AsyncAPI 3 document. */
export interface AsyncApiDocument {
  readonly asyncapi: string;
  readonly info: Json;
  readonly servers: Json;
  readonly channels: Json;
  readonly operations: Json;
  readonly components: { readonly messages: Json; readonly schemas: Json };
}

const description =
  'What a Caselog desk says and takes over NATS. Events are published to JetStream for whoever listens: a doorbell beside the ledger, each message ' +
  'with its own position and the one before, so that a reader sees what it missed and reads it from the ledger. Commands are taken by a micro ' +
  'service; each carries an id of the caller’s choosing, and the same id again returns the first outcome. No answer means unknown: send it again.';

/** The document of every subject and message, made from the schemas by which they are read and written. Pure. */
export const asyncApiDocument = (): AsyncApiDocument => {
  const schemas = new Schemas();
  const parts = [eventParts(schemas), commandParts(schemas), discoveryParts()];
  const merged = (key: 'channels' | 'operations' | 'messages'): Json =>
    Object.assign({}, ...parts.map((part) => part[key])) as Json;
  return {
    asyncapi: '3.0.0',
    info: { title: 'Caselog', version: '0.1.0', description, license: { name: 'Apache-2.0' } },
    servers: {
      nats: {
        host: 'localhost:4222',
        protocol: 'nats',
        description: 'Any NATS server from 2.9 on, with JetStream.',
      },
    },
    channels: merged('channels'),
    operations: merged('operations'),
    components: {
      messages: merged('messages'),
      schemas: { ...schemas.all(), EventHeaders: eventHeaders, CommandHeaders: commandHeaders },
    },
  };
};
