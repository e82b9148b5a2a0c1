export { BundleError } from './bundle.ts';
export { serveDashboard } from './serve.ts';
