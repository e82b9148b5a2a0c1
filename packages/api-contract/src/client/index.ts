export * from './errors.ts';
export { readSse, type SseMessage } from './sse.ts';
export type { EventsOptions } from './events.ts';
export type { Surroundings } from './surroundings.ts';
export * from './client.ts';
