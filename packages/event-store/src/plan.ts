import { meetsExpectation } from './append.ts';
import type { DecodedEvent, DomainEvent, EventCodec } from './codec.ts';
import { metadataFor } from './command.ts';
import type { CommandEnvelope, CommandOutcome, DecideContext, Decision, FoldedEvent } from './command.ts';
import { eventIdFor } from './event-id.ts';
import type { ExpectedRevision, StreamName } from './port.ts';

/** A domain as the command loop sees it: pure functions. */
export interface Domain<State, Command, Event extends DomainEvent, Refusal> {
  readonly codec: EventCodec<Event>;
  /** The state before the first event. */
  readonly initial: State;
  /** The next state. Leaves the state it is given untouched. */
  readonly evolve: (state: State, event: FoldedEvent<Event>) => State;
  /** What the command leads to in this state. */
  readonly decide: (command: Command, state: State, context: DecideContext) => Decision<Event, Refusal>;
}

/** A stream, folded. */
export interface Loaded<State, Event extends DomainEvent> {
  readonly state: State;
  /** -1 when the stream does not exist. */
  readonly revision: number;
  readonly events: readonly DecodedEvent<Event>[];
}

/** What a command came to on one attempt; a planned one is accepted once its events are appended. */
export type Plan<State, Event extends DomainEvent, Refusal> =
  | CommandOutcome<State, Event, Refusal>
  | {
      readonly outcome: 'planned';
      readonly events: readonly FoldedEvent<Event>[];
      readonly state: State;
      readonly revision: number;
    };

/** One attempt at some commands on one stream. */
export interface Attempt<State, Command, Event extends DomainEvent> {
  readonly stream: StreamName;
  readonly envelopes: readonly CommandEnvelope<Command>[];
  readonly loaded: Loaded<State, Event>;
  /** When the loop took the commands: `occurredAt` of those that bring none. */
  readonly takenAt: string;
  readonly recordedAt: string;
  readonly expected: ExpectedRevision | undefined;
}

type FoldInput<Event extends DomainEvent> = readonly FoldedEvent<Event>[];

/** Folds a stream's events. Pure. */
export function foldStream<State, Event extends DomainEvent>(
  { evolve, initial }: Pick<Domain<State, never, Event, unknown>, 'evolve' | 'initial'>,
  events: readonly DecodedEvent<Event>[],
): Loaded<State, Event> {
  const state = (events as FoldInput<Event>).reduce(evolve, initial);
  return { events, state, revision: events.at(-1)?.revision ?? -1 };
}

/** The first outcome of a command that the stream already holds, or undefined. Pure. */
function repeatOf<State, Command, Event extends DomainEvent, Refusal>(
  { evolve, initial }: Domain<State, Command, Event, Refusal>,
  events: readonly DecodedEvent<Event>[],
  commandId: string,
): CommandOutcome<State, Event, Refusal> | undefined {
  const last = events.findLastIndex((event) => event.metadata.commandId === commandId);
  if (last === -1) return undefined;
  const { revision, position } = events[last]!;
  const upTo = events.slice(0, last + 1) as FoldInput<Event>;
  const caused = upTo.filter((event) => event.metadata.commandId === commandId);
  return { outcome: 'repeated', events: caused, state: upTo.reduce(evolve, initial), revision, position };
}

/** Checks and stamps what was decided. Pure. */
function stamp<Event extends DomainEvent>(
  codec: EventCodec<Event>,
  envelope: CommandEnvelope<unknown>,
  context: DecideContext,
  { events, versions }: Extract<Decision<Event, unknown>, { events: unknown }>,
): FoldInput<Event> {
  const { stream, commandId, revision } = context;
  const stamped = events.map((event, index) => {
    const { type, data, schemaVersion } = codec.encode(event);
    const metadata = metadataFor(envelope, context, schemaVersion, versions);
    return {
      id: eventIdFor(stream, commandId, index),
      type,
      data,
      metadata,
      stream,
      revision: revision + 1 + index,
    };
  });
  return stamped as unknown as FoldInput<Event>;
}

function planOne<State, Command, Event extends DomainEvent, Refusal>(
  domain: Domain<State, Command, Event, Refusal>,
  envelope: CommandEnvelope<Command>,
  state: State,
  context: DecideContext,
): Plan<State, Event, Refusal> {
  const { revision } = context;
  const decision = domain.decide(envelope.command, state, context);
  if ('refusal' in decision) return { outcome: 'refused', refusal: decision.refusal, state, revision };
  if (decision.events.length === 0) return { outcome: 'unchanged', state, revision };
  const events = stamp(domain.codec, envelope, context, decision);
  return {
    outcome: 'planned',
    events,
    state: events.reduce(domain.evolve, state),
    revision: revision + events.length,
  };
}

/** Decides the commands in order, each seeing what those before it planned. Repeats come before expectations. Pure. */
export function planAll<State, Command, Event extends DomainEvent, Refusal>(
  domain: Domain<State, Command, Event, Refusal>,
  { stream, envelopes, loaded, takenAt, recordedAt, expected }: Attempt<State, Command, Event>,
): readonly Plan<State, Event, Refusal>[] {
  let { state, revision } = loaded;
  const isElsewhere = expected !== undefined && !meetsExpectation(expected, loaded.revision);
  return envelopes.map((envelope) => {
    const repeat = repeatOf(domain, loaded.events, envelope.commandId);
    if (repeat) return repeat;
    if (isElsewhere) return { outcome: 'conflict', expected, actual: loaded.revision };
    const { commandId, actor, occurredAt = takenAt } = envelope;
    const plan = planOne(domain, envelope, state, {
      stream,
      revision,
      commandId,
      actor,
      occurredAt,
      recordedAt,
    });
    if (plan.outcome === 'planned') ({ state, revision } = plan);
    return plan;
  });
}
