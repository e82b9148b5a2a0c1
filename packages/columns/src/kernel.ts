/** What code that runs in a thread imports: it loads no chart and no schema, so that a thread starts at once. */
export * from './layout.ts';
export type { ColumnKernel, CreateKernel } from './run/kernel.ts';
export type { ChartTables } from './fold/chart-tables.ts';
export { foldedColumns, TicketFold } from './fold/ticket-fold.ts';
