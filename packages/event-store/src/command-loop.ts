import { toInstant } from '@caselog/env';
import type { Env } from '@caselog/env';
import type { DomainEvent } from './codec.ts';
import type { CommandEnvelope, CommandOutcome } from './command.ts';
import { ContentionError, OutcomeUnknownError, PartialRepeatError, StoreUnavailableError } from './errors.ts';
import { assertCount } from './names.ts';
import { foldStream, planAll } from './plan.ts';
import type { Domain, Loaded, Plan } from './plan.ts';
import type { AppendResult, EventStore, ExpectedRevision, StreamName } from './port.ts';

export interface CommandLoopOptions<State, Command, Event extends DomainEvent, Refusal> extends Domain<
  State,
  Command,
  Event,
  Refusal
> {
  readonly store: EventStore;
  readonly env: Env;
  /** How often a command meets a conflict or an unknown outcome before it gives up; default 20. */
  readonly attemptsMax?: number;
  /** The first pause between attempts at most; each next one may be twice as long, up to 64 times. Default 2. */
  readonly pauseMs?: number;
}

export interface HandleOptions {
  /** What the caller believes the stream's last revision to be. When given and not met, the outcome is `conflict`. */
  readonly expectedRevision?: ExpectedRevision;
  /**
   * The stream is thought not to exist: the commands are decided on nothing and appended as its beginning without reading it first. Where
   * that does not come to an append, it is read, and everything goes its usual way.
   */
  readonly isNew?: boolean;
}

export interface CommandLoop<State, Command, Event extends DomainEvent, Refusal> {
  /**
   * Loads, decides, appends. A repeat (an event with this `commandId` is there) returns the first outcome. A conflict reloads and
   * decides again, unless the caller gave a revision: then it is told. An unknown outcome is resolved by reading, and by an append
   * only where reading shows that the first one did not happen; the ids keep even that from adding an event twice.
   * Throws `ContentionError` after too many conflicts, `OutcomeUnknownError` when reading cannot resolve it, and what the codec and
   * the store throw.
   */
  handle(
    stream: StreamName,
    envelope: CommandEnvelope<Command>,
    options?: HandleOptions,
  ): Promise<CommandOutcome<State, Event, Refusal>>;
  /** Like `handle` for several commands in order, each seeing those before it, with one load and one atomic append: for imports. */
  handleBatch(
    stream: StreamName,
    envelopes: readonly CommandEnvelope<Command>[],
    options?: HandleOptions,
  ): Promise<readonly CommandOutcome<State, Event, Refusal>[]>;
  /** The stream, decoded and folded. */
  load(stream: StreamName): Promise<Loaded<State, Event>>;
}

/** In one stream recorded time never runs backwards, even where clocks do. */
function recordedAfter(env: Env, last = ''): string {
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

/** What an error means for the next attempt: the unknown outcome to resolve, or it is thrown. */
function unresolved(
  error: unknown,
  stream: StreamName,
  unknown: OutcomeUnknownError | undefined,
): OutcomeUnknownError {
  if (error instanceof OutcomeUnknownError) return error;
  if (!unknown) throw error;
  if (error instanceof StoreUnavailableError) return unknown;
  throw new OutcomeUnknownError(stream, { cause: error });
}

/** Makes the loop that takes every command into the ledger. It knows nothing of the domain. */
export function createCommandLoop<State, Command, Event extends DomainEvent, Refusal = never>(
  options: CommandLoopOptions<State, Command, Event, Refusal>,
): CommandLoop<State, Command, Event, Refusal> {
  type Outcome = CommandOutcome<State, Event, Refusal>;
  const { store, codec, env, attemptsMax = 20, pauseMs = 2 } = options;
  assertCount('attemptsMax', attemptsMax, 1);

  async function load(stream: StreamName): Promise<Loaded<State, Event>> {
    const stored = await store.readStream(stream);
    const events = stored.map((event) => codec.decode(event));
    return foldStream(options, events);
  }

  /** One attempt; undefined when the stream changed meanwhile and the commands must be decided again. */
  async function attempt(
    stream: StreamName,
    envelopes: readonly CommandEnvelope<Command>[],
    takenAt: string,
    expected: ExpectedRevision | undefined,
    loaded: Loaded<State, Event>,
  ): Promise<readonly Outcome[] | undefined> {
    const recordedAt = recordedAfter(env, loaded.events.at(-1)?.metadata.recordedAt);
    const plans = planAll(options, { stream, envelopes, loaded, takenAt, recordedAt, expected });
    if (!plans.some((plan) => plan.outcome === 'planned')) return accept(plans, 0);
    const result = await appendPlanned(store, stream, plans, loaded.revision);
    if (result?.outcome === 'appended') return accept(plans, result.position);
    if (result?.outcome === 'conflict' && (expected === 'no-stream' || typeof expected === 'number'))
      return overtake(plans, expected, result.actual);
    return undefined;
  }

  /** One attempt on a stream that is not read. A decision against it says nothing: what was not read may say otherwise. */
  async function begin(
    stream: StreamName,
    envelopes: readonly CommandEnvelope<Command>[],
    takenAt: string,
  ): Promise<readonly Outcome[] | undefined> {
    const outcomes = await attempt(stream, envelopes, takenAt, undefined, foldStream(options, []));
    return outcomes?.every(({ outcome }) => outcome === 'accepted') ? outcomes : undefined;
  }

  async function handleBatch(
    stream: StreamName,
    envelopes: readonly CommandEnvelope<Command>[],
    { expectedRevision, isNew = false }: HandleOptions = {},
  ): Promise<readonly Outcome[]> {
    const takenAt = toInstant(env.now());
    let unknown: OutcomeUnknownError | undefined;
    if (isNew && expectedRevision === undefined) {
      try {
        const outcomes = await begin(stream, envelopes, takenAt);
        if (outcomes) return outcomes;
      } catch (error) {
        unknown = unresolved(error, stream, unknown);
      }
    }
    for (let tried = 0; tried < attemptsMax; tried += 1) {
      if (tried > 0) await env.sleep(env.random() * pauseMs * 2 ** Math.min(tried - 1, 6));
      try {
        const outcomes = await attempt(stream, envelopes, takenAt, expectedRevision, await load(stream));
        if (outcomes) return outcomes;
        // Told apart for certain: the append of an earlier attempt can no longer land on the revision it expected.
        unknown = undefined;
      } catch (error) {
        unknown = unresolved(error, stream, unknown);
      }
    }
    throw unknown ?? new ContentionError(stream, attemptsMax);
  }

  return {
    handle: async (stream, envelope, handleOptions) =>
      (await handleBatch(stream, [envelope], handleOptions))[0]!,
    handleBatch,
    load,
  };
}
