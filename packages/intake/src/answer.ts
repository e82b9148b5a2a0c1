import { commandsFor } from '@caselog/access-control';
import type { CommandAnswer, Role } from '@caselog/api-contract';
import type { Answer } from '@caselog/helpdesk';

/** What an accepted command is answered with. Pure. */
export const toCommandAnswer = (
  answer: Extract<Answer, { outcome: 'accepted' }>,
  roles: readonly Role[],
): CommandAnswer => ({
  ticketId: answer.ticketId,
  revision: answer.revision,
  position: answer.position,
  events: [...answer.events],
  lifecycle: answer.lifecycle,
  allowed: [...commandsFor(roles, answer.allowed)],
  repeated: answer.repeated,
});
