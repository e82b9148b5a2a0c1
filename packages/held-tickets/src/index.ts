export { openHeldTickets, type HeldTickets, type HeldTicketsOptions } from './held.ts';
export * from './tend.ts';
