export { createMetrics, type Metrics } from './metrics.ts';
export { createReport, type Report } from './report.ts';
