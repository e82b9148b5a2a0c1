export {
  chartTables,
  firstResponses,
  surveyLegs,
  UnknownChartPartError,
  type ChartTables,
} from './chart-tables.ts';
export { leanMoves } from './lean-moves.ts';
export { stateOf } from './state-of.ts';
