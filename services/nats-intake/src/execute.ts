import { natsCommands, type NatsCommandType, type NatsTarget } from '@caselog/api-contract';
import {
  commandEntry,
  followUp,
  openTicket,
  parseBody,
  sendCommand,
  type Caller,
  type IntakeContext,
} from '@caselog/intake';

/** A command as its subject and its body, which fits its schema, say it. */
interface Command {
  readonly type: NatsCommandType;
  readonly body: Readonly<Record<string, unknown>>;
}

type Carry = (context: IntakeContext, caller: Caller, command: Command) => Promise<unknown>;
type RequestOf<Use extends (context: IntakeContext, caller: Caller, ...rest: never[]) => unknown> =
  Parameters<Use> extends [...unknown[], infer Last] ? Last : never;

/** What its route has in the path, and what it has in the body. The schema has told them apart: only their types are lost here. */
const split = ({ type, body }: Command, idName: string): { id: string; request: unknown } => {
  const { [idName]: id, ...rest } = body;
  return { id: String(id), request: { ...rest, type } };
};

const carriers: Readonly<Record<NatsTarget, Carry>> = {
  opening: (context, caller, { body }) =>
    openTicket(context, caller, body as unknown as RequestOf<typeof openTicket>),
  'follow-up': (context, caller, command) => {
    const { id, request } = split(command, 'ticketId');
    return followUp(context, caller, id, request as RequestOf<typeof followUp>);
  },
  ticket: (context, caller, command) => {
    const { id, request } = split(command, 'ticketId');
    return sendCommand(context, caller, id, request as RequestOf<typeof sendCommand>);
  },
  customer: (context, caller, command) => {
    const { id, request } = split(command, 'customerId');
    return commandEntry(
      context,
      caller,
      { kind: 'customer', id, register: context.registers.customers },
      request as never,
    );
  },
  outage: (context, caller, command) => {
    const { id, request } = split(command, 'outageId');
    return commandEntry(
      context,
      caller,
      { kind: 'outage', id, register: context.registers.outages },
      request as never,
    );
  },
  partner: (context, caller, command) => {
    const { id, request } = split(command, 'partnerId');
    return commandEntry(
      context,
      caller,
      { kind: 'partner', id, register: context.registers.partners },
      request as never,
    );
  },
};

/**
 * Carries out the command that a subject names: its body by its schema, then what a request over HTTP goes through too.
 * @throws ProblemError for a refusal, which is recorded, and what the store throws
 */
export const execute = (
  context: IntakeContext,
  caller: Caller,
  type: NatsCommandType,
  body: unknown,
): Promise<unknown> => {
  const { target, request } = natsCommands[type];
  const parsed = parseBody(request, body) as Command['body'];
  return carriers[target](context, caller, { type, body: parsed });
};
