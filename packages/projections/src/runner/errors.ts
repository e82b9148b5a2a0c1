import type { RecordedEvent } from '@caselog/event-store';

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** A projection could not take an event. Neither its effect nor any position behind it was kept. */
export class ProjectionEventError extends Error {
  override readonly name = 'ProjectionEventError';
  readonly projection: string;
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  constructor(projection: string, event: RecordedEvent, options: { readonly cause: unknown }) {
    const { position, stream, revision, type } = event;
    super(
      `projection ${projection} cannot take ${type} at position ${position} (${stream}, revision ${revision}): ${reasonOf(options.cause)}`,
      options,
    );
    this.projection = projection;
    this.position = position;
    this.stream = stream;
    this.revision = revision;
    this.type = type;
  }
}

/** The database failed while a projection wrote; no event is to blame. Nothing of the batch was kept. */
export class ProjectionDatabaseError extends Error {
  override readonly name = 'ProjectionDatabaseError';
  readonly after: number;
  constructor(after: number, options: { readonly cause: unknown }) {
    super(`the read models cannot be written behind position ${after}: ${reasonOf(options.cause)}`, options);
    this.after = after;
  }
}

/** Somebody else moved the projection: another runner is at work on it. This one wrote nothing and stops. */
export class PositionConflictError extends Error {
  override readonly name = 'PositionConflictError';
  readonly projection: string;
  readonly expected: number;
  readonly actual: number | undefined;
  constructor(projection: string, expected: number, actual: number | undefined) {
    const found =
      actual === undefined ? 'another version of it has taken its place' : `it stands at ${actual}`;
    super(
      `projection ${projection} was expected at position ${expected}, but ${found}: another runner works on it`,
    );
    this.projection = projection;
    this.expected = expected;
    this.actual = actual;
  }
}

/** A read model was built again and has taken the place of the one that a runner works on. The runner begins again with the new one. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
  readonly projection: string;
  readonly generation: number;
  constructor(projection: string, generation: number) {
    super(`projection ${projection} was rebuilt: generation ${generation} of it is gone`);
    this.projection = projection;
    this.generation = generation;
  }
}

/** Another process has taken over shards that this one worked on. Nothing was written. */
export class ShardsLostError extends Error {
  override readonly name = 'ShardsLostError';
  readonly shards: readonly number[];
  constructor(shards: readonly number[]) {
    super(`shards ${shards.join(', ')} are no longer all this process’s own: another has taken over`);
    this.shards = shards;
  }
}
