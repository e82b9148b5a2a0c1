export { refuse, seenTicket, type SeenTicket } from '@caselog/intake';
