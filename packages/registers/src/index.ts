export * from './register.ts';
export * from './customer.ts';
export * from './outage.ts';
export * from './partner.ts';
export * from './person.ts';
export * from './refusal.ts';
