import { createCodec, type EventCodec, type RecordedEvent } from '@caselog/event-store';
import {
  ticketEventSchemas,
  ticketIdOf,
  type EventData,
  type StoredTicketEvent,
  type TicketEventType,
  type TicketId,
} from '@caselog/ticket';
import type { EffectSteps } from './effects/once.ts';

/** An event of one type as a handler gets it, its data in the present shape of the type. */
export interface WorkerEventOf<Type extends TicketEventType> {
  readonly id: string;
  readonly type: Type;
  readonly ticketId: TicketId;
  readonly data: EventData<Type>;
  /** Place in the ticket's own history, from 0. */
  readonly revision: number;
  /** Place in the order of the whole ledger. */
  readonly position: number;
  readonly actor: string;
  readonly commandId: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
}

/** An event of any of the types, told apart by `type`. */
export type WorkerEvent<Type extends TicketEventType> = { [One in Type]: WorkerEventOf<One> }[Type];

export interface HandlerContext {
  /** Aborts when the worker stops: what can be given up should be. */
  readonly signal: AbortSignal;
  /** How often the event was begun in this life of the worker, from 1. */
  readonly attempt: number;
  /**
   * Carries out one effect of the event, however often the event is handled: a result that is recorded is returned without
   * running anything. Effects of one event are told apart by `name`. @throws EffectInDoubtError, and what `run` throws
   */
  readonly once: <Value>(name: string, steps: EffectSteps<Value>) => Promise<Value>;
}

const codec: EventCodec<StoredTicketEvent> = createCodec<StoredTicketEvent>(ticketEventSchemas);

/** A stored event in the present shape of its type. Pure. @throws UnknownEventTypeError, NewerSchemaError, EventDataError */
export const toWorkerEvent = <Type extends TicketEventType>(event: RecordedEvent): WorkerEvent<Type> => {
  const { id, type, stream, data, revision, position, metadata } = codec.decode(event);
  const { actor, commandId, occurredAt, recordedAt } = metadata;
  const place = { id, revision, position, actor, commandId, occurredAt, recordedAt };
  return { ...place, type, ticketId: ticketIdOf(stream) ?? '', data } as unknown as WorkerEvent<Type>;
};
