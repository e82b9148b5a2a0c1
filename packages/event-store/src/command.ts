import type { DomainEvent } from './codec.ts';
import type { EventMetadata, ExpectedRevision, NewEvent, StreamName } from './port.ts';

/** A command and who sent it. Instants are ISO 8601 UTC with milliseconds. */
export interface CommandEnvelope<Command> {
  /** A repeat is recognised by this, within its stream. */
  readonly commandId: string;
  /** A random id or a role, never a name or an address. */
  readonly actor: string;
  readonly command: Command;
  /** When it happened, for imports and late records; default: when the loop took it. */
  readonly occurredAt?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly policyVersion?: string;
  readonly chartVersion?: string;
}

/** What `decide` may know besides command and state. Time arrives here, as data. */
export interface DecideContext {
  readonly stream: StreamName;
  /** The last revision of the state decided on, -1 before the first event. In a batch it counts the events decided so far. */
  readonly revision: number;
  readonly commandId: string;
  readonly actor: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
}

/** Versions that governed a decision; they win over the envelope's. */
export type DecisionVersions = Pick<EventMetadata, 'policyVersion' | 'chartVersion'>;

/** Events to record (none: there is nothing to do), or the reason why not. A refusal is a value; `decide` throws only when a rule of the program is broken. */
export type Decision<Event extends DomainEvent, Refusal> =
  { readonly events: readonly Event[]; readonly versions?: DecisionVersions } | { readonly refusal: Refusal };

/** An event with its place in its stream; its position may not be known yet. What `evolve` folds. */
export type FoldedEvent<Event extends DomainEvent> =
  Event extends DomainEvent<infer Type, infer Data>
    ? NewEvent<Type, Data> & { readonly stream: StreamName; readonly revision: number }
    : never;

/** How a command ended. `state` is the state right after it; `revision` that of the last event `state` holds. */
export type CommandOutcome<State, Event extends DomainEvent, Refusal> =
  /** Recorded, durably. `repeated`: by an earlier call, whose events and state these are. A read is current once it has passed `position`. */
  | {
      readonly outcome: 'accepted' | 'repeated';
      readonly events: readonly FoldedEvent<Event>[];
      readonly state: State;
      readonly revision: number;
      readonly position: number;
    }
  /** There was nothing to do. Nothing is recorded, so a repeat is decided afresh. */
  | { readonly outcome: 'unchanged'; readonly state: State; readonly revision: number }
  /** Nothing is recorded, so a repeat is decided afresh. */
  | {
      readonly outcome: 'refused';
      readonly refusal: Refusal;
      readonly state: State;
      readonly revision: number;
    }
  /** The stream is not where the caller expected it. Nothing was decided. */
  | { readonly outcome: 'conflict'; readonly expected: ExpectedRevision; readonly actual: number };

/** The stamp on the `index`th event of a command. Keys without a value are left out. Pure. */
export function metadataFor(
  envelope: CommandEnvelope<unknown>,
  context: DecideContext,
  schemaVersion: number,
  versions: DecisionVersions = {},
): EventMetadata {
  const { correlationId, causationId } = envelope;
  const policyVersion = versions.policyVersion ?? envelope.policyVersion;
  const chartVersion = versions.chartVersion ?? envelope.chartVersion;
  return {
    commandId: context.commandId,
    actor: context.actor,
    occurredAt: context.occurredAt,
    recordedAt: context.recordedAt,
    schemaVersion,
    ...(correlationId !== undefined && { $correlationId: correlationId }),
    ...(causationId !== undefined && { $causationId: causationId }),
    ...(policyVersion !== undefined && { policyVersion }),
    ...(chartVersion !== undefined && { chartVersion }),
  };
}
