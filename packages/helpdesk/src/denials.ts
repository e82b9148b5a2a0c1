import { hash } from 'node:crypto';
import { toInstant, type Env } from '@caselog/env';
import { eventIdFor, type EventStore } from '@caselog/event-store';
import { refusalEventSchemas, refusalStream, type RefusalEvent } from '@caselog/registers';

type Refused = RefusalEvent['data'];

/** What was refused and to whom: nothing of what was asked. */
interface RefusedCommand {
  readonly commandId: string;
  readonly actor: string;
  readonly command: { readonly type: string; readonly data?: unknown };
}

const customerOf = (data: unknown): string | null => {
  const customerId: unknown = (data as { customerId?: unknown } | undefined)?.customerId;
  return typeof customerId === 'string' ? customerId : null;
};

/**
 * Records that a command was refused, once for each command id and actor. Not pure: appends to the store.
 * Source: domain, "Opening a ticket without entitlement is refused …, and the refusal is recorded".
 */
export const recordDenial = async (
  { store, env }: { readonly store: EventStore; readonly env: Env },
  ticketId: string | null,
  { commandId, actor, command }: RefusedCommand,
  { reason, message }: Pick<Refused, 'reason' | 'message'>,
): Promise<void> => {
  // The caller chose the command's id, so it is hashed before it names a stream.
  const stream = refusalStream(hash('sha256', JSON.stringify([actor, commandId]), 'hex').slice(0, 32));
  const now = toInstant(env.now());
  const data = { command: command.type, reason, message, customerId: customerOf(command.data), ticketId };
  await store.append(
    stream,
    [
      {
        id: eventIdFor(stream, commandId, 0),
        type: 'CommandRefused',
        data: refusalEventSchemas.CommandRefused.parse(data),
        metadata: { commandId, actor, occurredAt: now, recordedAt: now, schemaVersion: 1 },
      },
    ],
    'any',
  );
};
