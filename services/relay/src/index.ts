export { createMetrics, type Metrics, serveMetrics } from './metrics.ts';
export { createReport, type Report } from './report.ts';
