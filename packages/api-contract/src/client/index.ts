export * from './errors.ts';
export { readSse, type SseMessage } from './sse.ts';
export type { EventsOptions } from './events.ts';
export type { Surroundings } from './surroundings.ts';
export type { CallOptions } from './call.ts';
export type { DeskCalls } from './desk-calls.ts';
export type { HelpCalls } from './help-calls.ts';
export type { RegisterCalls } from './register-calls.ts';
export * from './client.ts';
