export { connectNatsClient, type NatsClient, type NatsClientOptions } from './client.ts';
