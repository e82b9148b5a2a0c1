import { toInstant, type Env } from '@caselog/env';
import type { DecodedEvent, DomainEvent } from './codec.ts';
import type { CommandEnvelope, CommandOutcome } from './command.ts';
import type { CommandLoopOptions } from './command-loop.ts';
import { PartialRepeatError } from './errors.ts';
import { planAll } from './plan.ts';
import type { Loaded, Plan } from './plan.ts';
import type { AppendResult, EventStore, ExpectedRevision, StreamName } from './port.ts';
import { Remembered, type Standing } from './remembered.ts';

/** In one stream recorded time never runs backwards, even where clocks do. */
function recordedAfter(env: Env, last: string): string {
  const now = toInstant(env.now());
  return now > last ? now : last;
}

/** The append's result, or undefined where another call has recorded one of these commands meanwhile: reading shows it as a repeat. */
async function appendPlanned<State, Event extends DomainEvent>(
  store: EventStore,
  stream: StreamName,
  plans: readonly Plan<State, Event, unknown>[],
  revision: number,
): Promise<AppendResult | undefined> {
  const events = plans.flatMap((plan) => (plan.outcome === 'planned' ? plan.events : []));
  try {
    return await store.append(stream, events, revision === -1 ? 'no-stream' : revision);
  } catch (error) {
    if (error instanceof PartialRepeatError) return undefined;
    throw error;
  }
}

/** Turns plans into outcomes: the planned ones are `accepted` at `position`. Pure. */
const accept = <State, Event extends DomainEvent, Refusal>(
  plans: readonly Plan<State, Event, Refusal>[],
  position: number,
) =>
  plans.map((plan): CommandOutcome<State, Event, Refusal> =>
    plan.outcome === 'planned' ? { ...plan, outcome: 'accepted', position } : plan,
  );

/** Turns plans into outcomes where the caller's expectation was met when read and is not any more. Pure. */
const overtake = <State, Event extends DomainEvent, Refusal>(
  plans: readonly Plan<State, Event, Refusal>[],
  expected: ExpectedRevision,
  actual: number,
) =>
  plans.map((plan): CommandOutcome<State, Event, Refusal> =>
    plan.outcome === 'planned' ? { outcome: 'conflict', expected, actual } : plan,
  );

/** Commands on one stream, as one call gives them. */
interface Asked<Command> {
  readonly stream: StreamName;
  readonly envelopes: readonly CommandEnvelope<Command>[];
  readonly takenAt: string;
  readonly expected: ExpectedRevision | undefined;
}

/** How a stream that was read stands. Pure. */
const standingOf = <State, Event extends DomainEvent>({
  events,
  state,
  revision,
}: Loaded<State, Event>): Standing<State> => ({
  state,
  revision,
  recordedAt: events.at(-1)?.metadata.recordedAt ?? '',
  commandIds: new Set(events.map(({ metadata }) => metadata.commandId)),
});

/** How a stream stands once the plans are appended behind `from`. Pure. */
const standingAfter = <State, Event extends DomainEvent>(
  plans: readonly Plan<State, Event, unknown>[],
  from: Standing<State>,
  recordedAt: string,
): Standing<State> => {
  const commandIds = new Set(from.commandIds);
  let { state, revision } = from;
  for (const plan of plans) {
    if (plan.outcome !== 'planned') continue;
    ({ state, revision } = plan);
    commandIds.add(plan.events[0]!.metadata.commandId);
  }
  return { state, revision, recordedAt, commandIds };
};

/** One attempt at commands on one stream; undefined when they must be decided on what the store holds now. */
interface Attempts<State, Command, Event extends DomainEvent, Refusal> {
  /** On the stream as it was read. */
  onRead(
    asked: Asked<Command>,
    loaded: Loaded<State, Event>,
  ): Promise<readonly CommandOutcome<State, Event, Refusal>[] | undefined>;
  /** On what is known of the stream without reading it, if anything is. `isNew`: it is thought not to exist. */
  onGuess(
    asked: Asked<Command>,
    isNew: boolean,
  ): Promise<readonly CommandOutcome<State, Event, Refusal>[] | undefined>;
}

/** Decides and appends. What it remembers of streams is its own. */
export function createAttempts<State, Command, Event extends DomainEvent, Refusal>(
  options: CommandLoopOptions<State, Command, Event, Refusal>,
): Attempts<State, Command, Event, Refusal> {
  type Outcome = CommandOutcome<State, Event, Refusal>;
  const { store, env, rememberedMax = 0 } = options;
  const remembered = new Remembered<State>(rememberedMax);
  const nothing: Standing<State> = {
    state: options.initial,
    revision: -1,
    recordedAt: '',
    commandIds: new Set(),
  };

  async function attempt(
    { stream, envelopes, takenAt, expected }: Asked<Command>,
    from: Standing<State>,
    events: readonly DecodedEvent<Event>[],
  ): Promise<readonly Outcome[] | undefined> {
    const recordedAt = recordedAfter(env, from.recordedAt);
    const loaded = { ...from, events };
    const plans = planAll(options, { stream, envelopes, loaded, takenAt, recordedAt, expected });
    if (!plans.some((plan) => plan.outcome === 'planned')) return accept(plans, 0);
    const result = await appendPlanned(store, stream, plans, from.revision);
    if (result?.outcome === 'appended') {
      remembered.put(stream, standingAfter(plans, from, recordedAt));
      return accept(plans, result.position);
    }
    if (result?.outcome === 'conflict' && (expected === 'no-stream' || typeof expected === 'number'))
      return overtake(plans, expected, result.actual);
    return undefined;
  }

  /** How the stream stands as far as can be told without reading it. */
  function guess({ stream, envelopes, expected }: Asked<Command>, isNew: boolean) {
    const known = remembered.find(stream);
    if (!known) return isNew && expected === undefined ? nothing : undefined;
    return envelopes.some(({ commandId }) => known.commandIds.has(commandId)) ? undefined : known;
  }

  return {
    onRead: (asked, loaded) => attempt(asked, standingOf(loaded), loaded.events),
    async onGuess(asked, isNew) {
      const standing = guess(asked, isNew);
      if (!standing) return undefined;
      let isTaken = false;
      try {
        const outcomes = await attempt(asked, standing, []);
        // A decision against it says nothing: what was not read may say otherwise.
        isTaken = outcomes?.every(({ outcome }) => outcome === 'accepted') ?? false;
        return isTaken ? outcomes : undefined;
      } finally {
        if (!isTaken) remembered.forget(asked.stream);
      }
    },
  };
}
