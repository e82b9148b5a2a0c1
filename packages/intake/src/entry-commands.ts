import {
  mayCommand,
  type AnyCommandType,
  type ParsedRegisterRequest,
  type RegisterAnswer,
} from '@caselog/api-contract';
import type { RegisterOf } from '@caselog/helpdesk';
import type { Caller, IntakeContext } from './context.ts';
import { assertHappened } from './occurred-at.ts';
import { refuse } from './permission.ts';
import { ProblemError } from './problems/errors.ts';

/** Whose register: a customer, an outage, a partner, a person. */
export type EntryKind = 'customer' | 'outage' | 'partner' | 'person';

interface Entry<State, Command> {
  readonly kind: EntryKind;
  readonly id: string;
  readonly register: RegisterOf<State, Command>;
}

/** Gives a command to an entry of a register. @throws ProblemError for a refusal or a conflict, and for who may not give it */
export const commandEntry = async <
  State,
  Command extends { readonly type: AnyCommandType; readonly data: unknown },
>(
  context: IntakeContext,
  { principal }: Caller,
  { kind, id, register }: Entry<State, Command>,
  { commandId, type, data, expectedRevision, occurredAt }: ParsedRegisterRequest<Command>,
): Promise<RegisterAnswer> => {
  if (!mayCommand(principal.roles, type))
    await refuse(
      context,
      principal,
      { commandId, type },
      null,
      `${type} is not for the role ${principal.roles.join(', ')}`,
    );
  assertHappened(context.env, occurredAt);
  const answer = await register.execute({
    commandId,
    id,
    actor: principal.id,
    command: { type, data } as unknown as Command,
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
    ...(occurredAt === undefined ? {} : { occurredAt }),
  });
  switch (answer.outcome) {
    case 'accepted': {
      const { revision, position, events, repeated } = answer;
      return { id, revision, position, events: [...events], repeated };
    }
    case 'conflict':
      throw new ProblemError('revision-conflict', {
        detail: `the ${kind} is at revision ${answer.actual}, not ${answer.expected}`,
        expectedRevision: answer.expected,
        actualRevision: answer.actual,
      });
    case 'refused': {
      const { reason, message } = answer.refusal;
      if (reason === 'unknown')
        throw new ProblemError('no-such-entry', { detail: `there is no ${kind} ${id}` });
      throw new ProblemError('entry-refused', { detail: message, reason });
    }
    default:
      return answer satisfies never;
  }
};
