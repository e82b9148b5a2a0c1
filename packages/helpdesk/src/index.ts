export type * from './port.ts';
export * from './domain.ts';
export * from './helpdesk.ts';
export * from './ticket-id.ts';
export * from './rulebook.ts';
export * from './policy-book.ts';
export * from './registers.ts';
export * from './gate.ts';
export * from './denials.ts';
