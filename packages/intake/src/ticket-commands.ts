import type { Principal } from '@caselog/access-control';
import type {
  CommandAnswer,
  openTicketRequestSchema,
  ParsedCommandRequest,
  Role,
} from '@caselog/api-contract';
import type { Answer, CommandEnvelope } from '@caselog/helpdesk';
import type { TicketCommand, TicketId } from '@caselog/ticket';
import type { z } from 'zod';
import { toCommandAnswer } from './answer.ts';
import type { Caller, IntakeContext } from './context.ts';
import { assertHappened } from './occurred-at.ts';
import { openingOf } from './opening.ts';
import { permit, rolesAfter } from './permission.ts';
import { acceptedOf } from './problems/answers.ts';

const envelopeOf = (
  { principal, requestId }: Caller,
  { commandId, occurredAt }: Pick<ParsedCommandRequest, 'commandId' | 'occurredAt'>,
  command: TicketCommand,
): CommandEnvelope => ({
  commandId,
  command,
  actor: principal.id,
  correlationId: requestId,
  ...(occurredAt === undefined ? {} : { occurredAt }),
});

interface Given {
  readonly answer: Answer;
  readonly roles: readonly Role[];
}

/** More conflicts than this, and a ticket changes faster than one can look at it. */
const attemptsMax = 8;

/**
 * Gives a command that is permitted. Where the permission hangs on how the ticket stands, it is given at that very revision: a
 * ticket that moved in between is looked at again.
 */
const give = async (
  context: IntakeContext,
  principal: Principal,
  envelope: CommandEnvelope & { readonly ticketId: TicketId },
): Promise<Given> => {
  const { ticketId, commandId, command, occurredAt } = envelope;
  for (let attempt = 1; ; attempt += 1) {
    const { roles, pinnedRevision } = await permit(context, principal, ticketId, {
      commandId,
      occurredAt,
      ...command,
    });
    const pinned = envelope.expectedRevision ?? pinnedRevision;
    const answer = await context.helpdesk.execute({
      ...envelope,
      ...(pinned === undefined ? {} : { expectedRevision: pinned }),
    });
    const isOurs = pinnedRevision !== undefined && envelope.expectedRevision === undefined;
    if (answer.outcome !== 'conflict' || !isOurs || attempt === attemptsMax) return { answer, roles };
  }
};

/** Opens a ticket for whoever may. @throws ProblemError for a refusal, which is recorded, and what the store throws */
export const openTicket = async (
  context: IntakeContext,
  caller: Caller,
  request: z.output<typeof openTicketRequestSchema>,
): Promise<CommandAnswer> => {
  const { roles } = caller.principal;
  const data = await openingOf(context, caller.principal, request);
  assertHappened(context.env, request.occurredAt);
  const envelope = envelopeOf(caller, request, { type: 'OpenTicket', data });
  const answer = acceptedOf(await context.helpdesk.execute(envelope), { roles });
  return toCommandAnswer(answer, rolesAfter(roles, answer.lifecycle));
};

/** Gives a command to a ticket for whoever may. @throws ProblemError for a refusal, which is recorded, and what the store throws */
export const sendCommand = async (
  context: IntakeContext,
  caller: Caller,
  ticketId: TicketId,
  { expectedRevision, type, data, ...rest }: ParsedCommandRequest,
): Promise<CommandAnswer> => {
  assertHappened(context.env, rest.occurredAt);
  const { answer, roles } = await give(context, caller.principal, {
    ...envelopeOf(caller, rest, { type, data } as TicketCommand),
    ticketId: ticketId.toLowerCase(),
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
  });
  const accepted = acceptedOf(answer, { roles, ...(type === 'ReopenTicket' && { reopens: true }) });
  return toCommandAnswer(accepted, rolesAfter(roles, accepted.lifecycle));
};
