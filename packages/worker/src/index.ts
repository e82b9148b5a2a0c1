export { onEvents, type OnEventsOptions, type Worker } from './on-events.ts';
export type { HandlerContext, WorkerEvent, WorkerEventOf } from './event.ts';
export type { EffectSteps } from './effects/once.ts';
export { EffectInDoubtError, EffectNotDoneError } from './effects/errors.ts';
export { openWorkerBook, type EffectRecord, type WorkerBook } from './book/book.ts';
export { WorkerRunningError } from './book/lock.ts';
export type { WorkerLedger } from './ledger/port.ts';
export { localLedger, type LocalLedgerOptions } from './ledger/local.ts';
export { remoteLedger } from './ledger/remote.ts';
