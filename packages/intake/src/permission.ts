import {
  hasGiven,
  rolesEverywhere,
  ticketAccess,
  type Principal,
  type TicketAccess,
} from '@caselog/access-control';
import { mayCommand, type Role } from '@caselog/api-contract';
import type { RecordedEvent } from '@caselog/event-store';
import { recordDenial, type LoadedTicket } from '@caselog/helpdesk';
import type { CommandType, Lifecycle, TicketId } from '@caselog/ticket';
import type { IntakeContext } from './context.ts';
import { ProblemError } from './problems/errors.ts';

/** A command as far as permission looks at it. */
export interface Asked {
  readonly commandId: string;
  readonly type: string;
  readonly data?: unknown;
  readonly occurredAt?: string | undefined;
}

/** In which roles a command is given, and at which revision that was found out where it may change. */
export interface Permission {
  readonly roles: readonly Role[];
  readonly pinnedRevision?: number;
}

/** Sends a command back for who gives it, once the refusal is recorded. @throws ProblemError always */
export const refuse = async (
  { store, env }: Pick<IntakeContext, 'store' | 'env'>,
  { id }: Principal,
  { commandId, type, data }: Asked,
  ticketId: TicketId | null,
  message: string,
): Promise<never> => {
  const refused = { commandId, actor: id, command: { type, data } };
  await recordDenial({ store, env }, ticketId, refused, { reason: 'role', message });
  throw new ProblemError('not-permitted', { detail: message });
};

const notOfRoles = (type: string, { roles }: Principal): string =>
  `${type} is not for the role ${roles.join(', ')}`;

/** Existence is not told: a ticket out of reach and one that was never opened are answered alike. */
const noSuchTicket = (ticketId: TicketId): ProblemError =>
  new ProblemError('no-such-ticket', { detail: `there is no ticket ${ticketId}` });

export const commandIdTaken = (): ProblemError =>
  new ProblemError('command-id-taken', { detail: 'choose a fresh commandId' });

export interface SeenTicket {
  readonly loaded: LoadedTicket;
  readonly access: TicketAccess<RecordedEvent>;
}

/** A ticket and what the principal may see of it. @throws ProblemError when it may not even know of it. */
export const seenTicket = async (
  { helpdesk, requesterSees }: Pick<IntakeContext, 'helpdesk' | 'requesterSees'>,
  principal: Principal,
  ticketId: TicketId,
): Promise<SeenTicket> => {
  const loaded = await helpdesk.load(ticketId);
  const access = loaded && ticketAccess(principal, loaded, requesterSees);
  if (!loaded || !access) throw noSuchTicket(ticketId);
  return { loaded, access };
};

/**
 * In which roles a principal may give a command to a ticket. What was taken from it once stays taken: a repeat passes.
 * @throws ProblemError for a ticket it may not know of, and for a command that is not its to give, which is recorded.
 */
export const permit = async (
  context: IntakeContext,
  principal: Principal,
  ticketId: TicketId,
  asked: Asked & { readonly type: CommandType },
): Promise<Permission> => {
  const { type, commandId, occurredAt } = asked;
  const no = (message: string) => refuse(context, principal, asked, ticketId, message);
  if (!mayCommand(principal.roles, type)) return no(notOfRoles(type, principal));
  const everywhere = rolesEverywhere(principal);
  if (mayCommand(everywhere, type)) return { roles: everywhere };
  const { loaded, access } = await seenTicket(context, principal, ticketId);
  const { roles } = access;
  if (hasGiven(principal, commandId, loaded)) return { roles };
  // Its first outcome belongs to whoever gave it.
  if (loaded.history.some(({ metadata }) => metadata.commandId === commandId)) throw commandIdTaken();
  if (!mayCommand(roles, type)) return no(notOfRoles(type, principal));
  // Whoever could say when would step around the reopen window, and stop a clock in the past.
  if (occurredAt !== undefined) return no('only the desk may say when something happened');
  return roles.includes('partner') ? { roles, pinnedRevision: loaded.revision } : { roles };
};

/** The roles that count once a command was taken: a partner's end when it hands the ticket back. Pure. */
export const rolesAfter = (roles: readonly Role[], lifecycle: Lifecycle): readonly Role[] =>
  lifecycle === 'third-party' || lifecycle === 'awaiting-data'
    ? roles
    : roles.filter((role) => role !== 'partner');
