export * from './register.ts';
export * from './customer.ts';
export * from './outage.ts';
export * from './partner.ts';
export * from './refusal.ts';
