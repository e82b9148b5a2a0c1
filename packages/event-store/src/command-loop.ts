import { toInstant } from '@caselog/env';
import type { Env } from '@caselog/env';
import { createAttempts } from './attempts.ts';
import type { DomainEvent } from './codec.ts';
import type { CommandEnvelope, CommandOutcome } from './command.ts';
import { ContentionError, OutcomeUnknownError, StoreUnavailableError } from './errors.ts';
import { assertCount } from './names.ts';
import { foldStream } from './plan.ts';
import type { Domain, Loaded } from './plan.ts';
import type { EventStore, ExpectedRevision, StreamName } from './port.ts';

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
  /**
   * Of how many streams it remembers how they stood after the last command it took from them; default 0. Such a stream is not read again
   * for the next command: that is decided on what is remembered and appended at that very revision. Whatever does not come to such an
   * append (a conflict, a repeat, a refusal, nothing to do) is decided again on what the store holds.
   */
  readonly rememberedMax?: number;
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
  const { store, codec, env, attemptsMax = 20, pauseMs = 2, rememberedMax = 0 } = options;
  assertCount('attemptsMax', attemptsMax, 1);
  assertCount('rememberedMax', rememberedMax);
  const attempts = createAttempts(options);

  async function load(stream: StreamName): Promise<Loaded<State, Event>> {
    const stored = await store.readStream(stream);
    const events = stored.map((event) => codec.decode(event));
    return foldStream(options, events);
  }

  async function handleBatch(
    stream: StreamName,
    envelopes: readonly CommandEnvelope<Command>[],
    { expectedRevision: expected, isNew = false }: HandleOptions = {},
  ): Promise<readonly Outcome[]> {
    const asked = { stream, envelopes, takenAt: toInstant(env.now()), expected };
    let unknown: OutcomeUnknownError | undefined;
    try {
      const outcomes = await attempts.onGuess(asked, isNew);
      if (outcomes) return outcomes;
    } catch (error) {
      unknown = unresolved(error, stream, unknown);
    }
    for (let tried = 0; tried < attemptsMax; tried += 1) {
      if (tried > 0) await env.sleep(env.random() * pauseMs * 2 ** Math.min(tried - 1, 6));
      try {
        const outcomes = await attempts.onRead(asked, await load(stream));
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
