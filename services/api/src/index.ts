export * from './auth.ts';
export type { Role } from '@caselog/api-contract';
export * from './build.ts';
export * from './home-identity.ts';
export { defaultLimits, type ApiLimits, type ApiOptions, type EventSource } from './options.ts';
export { ProblemError } from './problems/errors.ts';
export type { Reads, ReadModel } from './reads.ts';
export { sqlReads } from './sql-reads.ts';
export type { ApiServer } from './routes/server.ts';
