export {
  chartTables,
  firstResponses,
  surveyLegs,
  UnknownChartPartError,
  type ChartTables,
} from './chart-tables.ts';
export { stateOf } from './state-of.ts';
