import {
  EventDataError,
  EventStoreError,
  type DecodedEvent,
  type EventStore,
  type RecordedEvent,
} from '@caselog/event-store';
import { compareWithFold, type ReadModels } from '@caselog/projections';
import type { FindingKind } from '@caselog/tamper-evidence';
import {
  evolve,
  ForbiddenEventError,
  instantSchema,
  ticketIdOf,
  toTicketEvent,
  type StoredTicketEvent,
  type TicketState,
} from '@caselog/ticket';
import { z } from 'zod';
import { checkingCodec } from './codec.ts';

/** Something that is not as it must be. Names places and fields, never what an event says: it may be personal. */
export interface Fault {
  /** What the evidence says became of the event; absent where the event contradicts itself, the chart or a read model. */
  readonly kind?: FindingKind;
  /** Where in the ledger; absent for a read model. */
  readonly position?: number;
  /** Of a range, its end. */
  readonly lastPosition?: number;
  readonly stream?: string;
  readonly revision?: number;
  /** The read model that differs from a fresh fold, and what in it. */
  readonly model?: string;
  readonly place?: string;
  readonly problem: string;
}

export interface Verification {
  readonly ok: boolean;
  readonly events: number;
  readonly tickets: number;
  /** At most `faultsMax`; the search goes on behind a fault, but not in the ticket that has it. */
  readonly faults: readonly Fault[];
}

export interface VerifyOptions {
  /** Compared with a fresh fold, each model at the position it stands at. */
  readonly readModels?: ReadModels | undefined;
  /** Default 100. */
  readonly faultsMax?: number;
  readonly onProgress?: ((verified: { events: number; position: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const metadataSchema = z.looseObject({
  commandId: z.string().min(1),
  actor: z.string().min(1),
  occurredAt: instantSchema,
  recordedAt: instantSchema,
  schemaVersion: z.int().positive(),
});

/** Where an error of a schema points, without what stands there. */
const placesOf = (cause: unknown): string =>
  cause instanceof z.ZodError
    ? cause.issues.map(({ path, code }) => `${path.join('.') || 'it'}: ${code}`).join(', ')
    : 'it cannot be brought to the present shape';

/** A stream as far as it is verified. */
interface Followed {
  state: TicketState | undefined;
  revision: number;
  recordedAt: string;
  isBroken: boolean;
}

/** Takes every event of a ledger in order and keeps what is wrong. */
class Verifier {
  readonly faults: Fault[] = [];
  readonly streams = new Map<string, Followed>();
  events = 0;
  position = 0;
  readonly #isGapFree: boolean;
  readonly #faultsMax: number;

  constructor(isGapFree: boolean, faultsMax: number) {
    this.#isGapFree = isGapFree;
    this.#faultsMax = faultsMax;
  }

  take(event: RecordedEvent): void {
    const { stream, revision, position } = event;
    const followed = this.streams.get(stream) ?? {
      state: undefined,
      revision: -1,
      recordedAt: '',
      isBroken: false,
    };
    this.streams.set(stream, followed);
    const problem =
      this.#orderProblem(event, followed) ??
      this.#metadataProblem(event, followed) ??
      (followed.isBroken || ticketIdOf(stream) === undefined
        ? undefined
        : this.#ticketProblem(event, followed));
    if (problem !== undefined) {
      followed.isBroken = true;
      this.report({ position, stream, revision, problem });
    }
    this.events += 1;
    this.position = position;
    followed.revision = revision;
  }

  report(fault: Fault): void {
    if (this.faults.length < this.#faultsMax) this.faults.push(fault);
  }

  #orderProblem({ position, revision }: RecordedEvent, followed: Followed): string | undefined {
    const next = this.position + 1;
    if (position < next) return `it stands behind position ${this.position}`;
    if (this.#isGapFree && position > next)
      return `positions ${next} to ${position - 1} are missing before it`;
    if (revision === followed.revision + 1) return undefined;
    return `its stream's last revision is ${followed.revision}`;
  }

  #metadataProblem({ metadata }: RecordedEvent, followed: Followed): string | undefined {
    const parsed = metadataSchema.safeParse(metadata);
    if (!parsed.success) return `its metadata: ${placesOf(parsed.error)}`;
    const { recordedAt } = metadata;
    if (recordedAt < followed.recordedAt) return `it was recorded before the event before it`;
    followed.recordedAt = recordedAt;
    return undefined;
  }

  #ticketProblem(event: RecordedEvent, followed: Followed): string | undefined {
    try {
      const decoded: DecodedEvent<StoredTicketEvent> = checkingCodec.decode(event);
      followed.state = evolve(followed.state, toTicketEvent(decoded));
      return undefined;
    } catch (error) {
      if (error instanceof EventDataError) return `the data of ${event.type}: ${placesOf(error.cause)}`;
      if (error instanceof ForbiddenEventError)
        return `${event.type} cannot happen to a ticket that is ${error.lifecycle ?? 'not opened yet'}`;
      if (error instanceof EventStoreError) return error.message;
      throw error;
    }
  }
}

/** Why the store could not read on. What it read stands in no message: a parser quotes it, and it may be personal. */
const unreadable = (error: unknown): string =>
  error instanceof Error && !(error instanceof SyntaxError) ? error.message : 'what is stored is not JSON';

/** Takes all events behind the verifier's position; resolves with the error that ended the reading, if one did. */
const takeFrom = async (
  store: EventStore,
  verifier: Verifier,
  { onProgress, signal }: VerifyOptions,
  batchSize: number,
): Promise<{ readonly error: unknown } | undefined> => {
  try {
    for await (const batch of store.readAll({ after: verifier.position, batchSize })) {
      signal?.throwIfAborted();
      for (const event of batch) verifier.take(event);
      onProgress?.({ events: verifier.events, position: verifier.position });
    }
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    return { error };
  }
};

const verifyEvents = async (store: EventStore, verifier: Verifier, options: VerifyOptions): Promise<void> => {
  const ended =
    (await takeFrom(store, verifier, options, 500)) &&
    // Event by event, to find the one that cannot be read.
    (await takeFrom(store, verifier, options, 1));
  if (!ended) return;
  const { position } = verifier;
  const problem = `it cannot be read, nor can what is behind it: ${unreadable(ended.error)}`;
  verifier.report({ position: position + 1, problem });
};

const verifyReadModels = async (
  store: EventStore,
  readModels: ReadModels,
  verifier: Verifier,
): Promise<void> => {
  for (const { model, place, field, expected, found } of await compareWithFold(readModels, store))
    verifier.report({ model, place, problem: `${field} is ${found}, a fresh fold gives ${expected}` });
};

/**
 * Verifies a ledger: that positions and revisions follow on, that every event of a ticket has the shape of its type and may happen by the
 * statechart, and that every read model equals a fresh fold at the position it stands at. Not pure: reads the store and the read models.
 * A damaged ledger is a fault, not an error. @throws the signal's reason
 */
export const verifyLedger = async (store: EventStore, options: VerifyOptions = {}): Promise<Verification> => {
  const { readModels, faultsMax = 100 } = options;
  const verifier = new Verifier(store.capabilities.gapFreePositions, faultsMax);
  await verifyEvents(store, verifier, options);
  // Read models cannot be judged by a ledger that is wrong itself.
  if (readModels && verifier.faults.length === 0) await verifyReadModels(store, readModels, verifier);
  const tickets = verifier.streams.keys().filter((stream) => ticketIdOf(stream) !== undefined);
  const { events, faults } = verifier;
  return { ok: faults.length === 0, events, tickets: [...tickets].length, faults };
};
