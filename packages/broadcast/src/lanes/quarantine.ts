/** Where lanes that stopped are written down. Adapters keep it beside the reader's own state; the in-memory one is for tests and trials. */

export interface QuarantinedLane {
  /** Whose lane it is: the name of the worker or projection. */
  readonly reader: string;
  readonly stream: string;
  /** The event that could not be handled. */
  readonly revision: number;
  readonly position: number;
  readonly eventId: string;
  readonly eventType: string;
  /** Name and message of the error, cut at 500 characters. */
  readonly reason: string;
  /** How often the event was tried, over all releases. */
  readonly attempts: number;
  /** When the lane stopped, ISO 8601. */
  readonly since: string;
  /** `held`: waits, for its next try or for a person. `released`: its reader goes on with it, from `resumeRevision`. */
  readonly status: 'held' | 'released';
  /** When its reader tries a held lane again by itself, ISO 8601; null: it waits for a person. */
  readonly nextTryAt: string | null;
  /** The first revision of the stream that is not handled. */
  readonly resumeRevision: number;
}

/** Who decided to leave an event out, and why. Kept for ever. */
export interface SkipDecision {
  /** A random id or a role, never a name. */
  readonly by: string;
  readonly why: string;
  /** ISO 8601. */
  readonly at: string;
}

export type SkippedEvent = Pick<
  QuarantinedLane,
  'reader' | 'stream' | 'revision' | 'position' | 'eventId' | 'eventType' | 'reason'
> &
  SkipDecision;

export interface QuarantineStore {
  /** The quarantined lanes of one reader, or of all, oldest first. */
  list(reader?: string): Promise<readonly QuarantinedLane[]>;
  get(reader: string, stream: string): Promise<QuarantinedLane | undefined>;
  /** Writes the row of its reader and stream, replacing an older one. Durable when it resolves. */
  park(lane: QuarantinedLane): Promise<void>;
  /** Notes, for a released lane, the first revision not yet handled. */
  advance(reader: string, stream: string, resumeRevision: number): Promise<void>;
  /** Forgets a lane whose waiting events are all handled. */
  remove(reader: string, stream: string): Promise<void>;
  /** Lets a held lane go on with the event it stopped at. False when no such lane is held. */
  release(reader: string, stream: string): Promise<boolean>;
  /**
   * Lets a lane held at `revision` go on behind it, and records the event as skipped, in one step. False when the lane is not held there:
   * what a person decided to skip is then not what it stopped at.
   */
  skip(reader: string, stream: string, revision: number, decision: SkipDecision): Promise<boolean>;
  /** What was skipped, oldest first. */
  skipped(reader?: string): Promise<readonly SkippedEvent[]>;
}

const keyOf = (reader: string, stream: string) => `${reader}\n${stream}`;

/** A quarantine that lasts as long as the process. */
export function createMemoryQuarantine(): QuarantineStore {
  const lanes = new Map<string, QuarantinedLane>();
  const skips: SkippedEvent[] = [];
  const ofReader = <T extends { readonly reader: string }>(rows: Iterable<T>, reader?: string): T[] =>
    [...rows].filter((row) => reader === undefined || row.reader === reader);
  const held = (reader: string, stream: string) => {
    const lane = lanes.get(keyOf(reader, stream));
    return lane?.status === 'held' ? lane : undefined;
  };
  const put = (lane: QuarantinedLane) => {
    lanes.set(keyOf(lane.reader, lane.stream), lane);
  };
  return {
    list: async (reader) => ofReader(lanes.values(), reader).toSorted((a, b) => (a.since < b.since ? -1 : 1)),
    get: async (reader, stream) => lanes.get(keyOf(reader, stream)),
    park: async (lane) => put(lane),
    async advance(reader, stream, resumeRevision) {
      const lane = lanes.get(keyOf(reader, stream));
      if (lane) put({ ...lane, resumeRevision });
    },
    async remove(reader, stream) {
      lanes.delete(keyOf(reader, stream));
    },
    async release(reader, stream) {
      const lane = held(reader, stream);
      if (lane) put({ ...lane, status: 'released', nextTryAt: null });
      return lane !== undefined;
    },
    async skip(reader, stream, revision, decision) {
      const lane = held(reader, stream);
      if (lane?.revision !== revision) return false;
      const { position, eventId, eventType, reason } = lane;
      skips.push({ reader, stream, revision, position, eventId, eventType, reason, ...decision });
      put({ ...lane, status: 'released', nextTryAt: null, resumeRevision: revision + 1 });
      return true;
    },
    skipped: async (reader) => ofReader(skips, reader),
  };
}
