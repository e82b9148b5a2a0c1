export * from './import/index.ts';
export { logCases, type LogCase, type LogCaseRow, type LogCasesOptions } from './log-cases.ts';
export * from './fold-ledger.ts';
export * from './statistics.ts';
export * from './instant.ts';
export * from './as-of.ts';
export { asOfView, type AsOfView, type AsOfViewOptions, type QueueRowThen } from './as-of/view.ts';
export { ForbiddenHistoryError, type TimeOf } from './as-of/between.ts';
export { ticketAt, type TicketThen } from './as-of/ticket-at.ts';
export * from './diff/diff.ts';
export { candidatePolicy, type CandidateSource } from './what-if/candidate.ts';
export { whatIf, type WhatIf, type WhatIfOptions } from './what-if/what-if.ts';
export type { Decisions, WhatIfReport } from './what-if/report.ts';
export type { TicketDecisions, TicketDifference } from './what-if/ticket-difference.ts';
export * from './tickets.ts';
export * from './verify.ts';
export * from './explain/account.ts';
export type { EventRef, ToldTarget } from './explain/target.ts';
export * from './verify-evidence.ts';
export * from './gate.ts';
export * from './event-file.ts';
export * from './readable-events.ts';
export { migrate, type Migration, type MigrationOptions, type MigrationProgress } from './migrate/migrate.ts';
export { digestOf } from './migrate/digest.ts';
export type { MigrationLedger } from './migrate/carried.ts';
export * from './migrate/errors.ts';
export {
  exportLedger,
  notCarriedBy,
  streamLedger,
  type Exported,
  type ExportFormat,
} from './export/export-ledger.ts';
export { ReversedPeriodError, type ExportPopulation } from './export/population.ts';
export { telling, toldTicketsOf, type ToldEvent, type ToldTicket } from './export/told-ticket.ts';
