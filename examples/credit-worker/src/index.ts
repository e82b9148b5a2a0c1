export { startCreditWorker, type CreditWorkerOptions } from './worker.ts';
export { billingAt, type Billing } from './billing.ts';
