import { hasGiven, rolesEverywhere, type Principal } from '@caselog/access-control';
import { mayCommand, type CommandAnswer, type followUpRequestSchema, type Role } from '@caselog/api-contract';
import { ticketIdFor, type Answer, type LoadedTicket } from '@caselog/helpdesk';
import type { CommandData, TicketCommand, TicketId } from '@caselog/ticket';
import type { z } from 'zod';
import { toCommandAnswer } from './answer.ts';
import type { Caller, IntakeContext } from './context.ts';
import { commandIdTaken, refuse, seenTicket } from './permission.ts';
import { acceptedOf } from './problems/answers.ts';
import { ProblemError } from './problems/errors.ts';

type Request = z.output<typeof followUpRequestSchema>;
type Accepted = Extract<Answer, { outcome: 'accepted' }>;
type LinkKind = CommandData<'LinkTicket'>['kind'];

interface FollowUp {
  readonly context: IntakeContext;
  readonly principal: Principal;
  /** The roles in which it is asked for. */
  readonly roles: readonly Role[];
  readonly correlationId: string;
}

const over: ReadonlySet<string> = new Set(['resolved', 'surveyed']);

/** A ticket that is open is worked on, and one that may still be reopened is reopened. @throws ProblemError */
const assertClosed = ({ state, allowed }: LoadedTicket): void => {
  const { lifecycle } = state.configuration;
  if (over.has(lifecycle) && !allowed.includes('ReopenTicket')) return;
  throw new ProblemError('forbidden-transition', {
    detail: over.has(lifecycle)
      ? 'the ticket can still be reopened'
      : `the ticket is ${lifecycle}: a follow-up comes after its end`,
    lifecycle,
    allowed: over.has(lifecycle) ? ['ReopenTicket'] : [],
  });
};

const emailOf = ({ history }: LoadedTicket): string | undefined =>
  (history[0]?.data as { requesterEmail?: string | null } | undefined)?.requesterEmail ?? undefined;

const openingOf = (old: LoadedTicket, { data }: Request): CommandData<'OpenTicket'> => {
  const { requesterId, customerId, language } = old.state.context;
  const requesterEmail = data.requesterEmail ?? emailOf(old);
  return {
    ...data,
    language: data.language ?? language,
    requesterId,
    ...(customerId !== null && { customerId }),
    ...(requesterEmail !== undefined && { requesterEmail }),
  };
};

/** An id that opened another ticket opens no follow-up. @throws ProblemError */
const assertFollows = (
  principal: Principal,
  old: LoadedTicket,
  known: LoadedTicket,
  commandId: string,
): void => {
  const isSame = known.state.context.requesterId === old.state.context.requesterId;
  if (!isSame || !hasGiven(principal, commandId, known)) throw commandIdTaken();
};

const give = async (
  { context, principal, roles, correlationId }: FollowUp,
  commandId: string,
  command: TicketCommand,
  ticketId?: TicketId,
): Promise<Accepted> => {
  const answer = await context.helpdesk.execute({
    commandId,
    command,
    correlationId,
    actor: principal.id,
    ...(ticketId === undefined ? {} : { ticketId }),
  });
  return acceptedOf(answer, { roles });
};

/** Links one ticket to another, under an id that follows from the follow-up's. A link that somebody set by hand will do. */
const link = async (
  asked: FollowUp,
  commandId: string,
  from: TicketId,
  kind: LinkKind,
  to: TicketId,
): Promise<Accepted | undefined> => {
  const known = await asked.context.helpdesk.load(from);
  const linkId = `${commandId}:${kind}`;
  const isThere = known?.state.context.links.some((each) => each.kind === kind && each.ticketId === to);
  if (isThere && known && !hasGiven(asked.principal, linkId, known)) return undefined;
  return give(asked, linkId, { type: 'LinkTicket', data: { kind, ticketId: to } }, from);
};

/**
 * Opens a ticket that follows `old` and links both. Each step has an id that follows from the command's, so a repeat goes on
 * where a crash cut it short, and ends with the same answer. @throws ProblemError
 */
const openFollowUp = async (asked: FollowUp, old: LoadedTicket, request: Request): Promise<Accepted> => {
  const { commandId } = request;
  const known = await asked.context.helpdesk.load(ticketIdFor(commandId));
  if (known) assertFollows(asked.principal, old, known, commandId);
  else assertClosed(old);
  const opened = await give(asked, commandId, { type: 'OpenTicket', data: openingOf(old, request) });
  const there = await link(asked, commandId, opened.ticketId, 'follow-up-of', old.ticketId);
  const back = await link(asked, commandId, old.ticketId, 'followed-up-by', opened.ticketId);
  return {
    ...opened,
    revision: there?.revision ?? opened.revision,
    position: Math.max(opened.position, there?.position ?? 0, back?.position ?? 0),
    events: [...opened.events, ...(there?.events ?? [])],
    repeated: [opened, there, back].every((step) => step?.repeated ?? true),
  };
};

/**
 * Opens a ticket that follows another, for whoever may see that one and open tickets.
 * @throws ProblemError for a refusal, which is recorded, and what the store throws
 */
export const followUp = async (
  context: IntakeContext,
  { principal, requestId }: Caller,
  old: TicketId,
  request: Request,
): Promise<CommandAnswer> => {
  const ticketId = old.toLowerCase();
  const asked = { commandId: request.commandId, type: 'OpenTicket' };
  const message = `a follow-up is not for the role ${principal.roles.join(', ')}`;
  const no = () => refuse(context, principal, asked, ticketId, message);
  if (!mayCommand(principal.roles, 'OpenTicket')) await no();
  const { loaded, access } = await seenTicket(context, principal, ticketId);
  const isDesk = mayCommand(rolesEverywhere(principal), 'OpenTicket');
  if (!isDesk && access.reading !== 'requester') await no();
  const { roles } = access;
  const answer = await openFollowUp({ context, principal, roles, correlationId: requestId }, loaded, request);
  return toCommandAnswer(answer, roles);
};
