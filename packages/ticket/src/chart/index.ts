import { compile } from './compile.ts';
import { ticketMachine } from './machine.ts';

/** The chart as everything but its own tests uses it: compiled once, when this module is first loaded. */
export const chart = compile(ticketMachine);

export { chartVersion, ticketMachine } from './machine.ts';
export { lifecycleStates, type Lifecycle } from './lifecycle.ts';
export { compileVariant, UncompilableChartError } from './variant.ts';
export type { CompiledChart, Configuration, FirstResponse, SurveyLeg } from './compile.ts';
export type { TicketContext } from './context.ts';
export { recordChart, releasedCharts, restoreChart } from './released.ts';
export type { ChartRecord } from './released.ts';
