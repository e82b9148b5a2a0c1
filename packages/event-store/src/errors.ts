/**
 * One class per cause. Two families tell a caller what to do: {@link StoreUnavailableError} (nothing was added, come back later)
 * and {@link StoreFaultError} (an operator is needed). {@link OutcomeUnknownError} stands alone: read before anything else.
 * Messages name streams, ids, types and places, never an event's data: it may hold personal data.
 */
export abstract class EventStoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The append may or may not have happened. Resolve it by reading the stream; never repeat it blindly. */
export class OutcomeUnknownError extends EventStoreError {
  readonly stream: string;
  constructor(stream: string, options?: ErrorOptions) {
    super(`the outcome of the append to ${stream} is unknown: read the stream to learn it`, options);
    this.stream = stream;
  }
}

/** Some ids of one append are already in the store and some are not, so it is neither new nor a repeat. Nothing was added. */
export class PartialRepeatError extends EventStoreError {
  readonly stream: string;
  readonly knownIds: readonly string[];
  readonly unknownIds: readonly string[];
  constructor(stream: string, knownIds: readonly string[], unknownIds: readonly string[]) {
    super(
      `append to ${stream} repeats ${knownIds.join(', ')} but not ${unknownIds.join(', ')}: nothing was added`,
    );
    this.stream = stream;
    this.knownIds = knownIds;
    this.unknownIds = unknownIds;
  }
}

/** The store was closed. */
export class StoreClosedError extends EventStoreError {
  constructor(options?: ErrorOptions) {
    super('the event store is closed', options);
  }
}

/** A stream name that is not `<category>-<id>`. */
export class InvalidStreamNameError extends EventStoreError {
  readonly stream: unknown;
  constructor(stream: unknown, reason: string) {
    super(`${JSON.stringify(stream)} is no stream name: ${reason}`);
    this.stream = stream;
  }
}

/** A position, revision, limit or batch size that is not a safe integer in its range. */
export class InvalidNumberError extends EventStoreError {
  readonly value: unknown;
  constructor(what: string, value: unknown, least: number) {
    super(`${what} must be a safe integer of at least ${least}, got ${String(value)}`);
    this.value = value;
  }
}

/** An append that cannot mean anything: no events, an id that is no UUID, an id twice, a stream twice. */
export class InvalidAppendError extends EventStoreError {
  readonly stream: string;
  constructor(stream: string, reason: string, options?: ErrorOptions) {
    super(`cannot append to ${stream}: ${reason}`, options);
    this.stream = stream;
  }
}

/** The store lacks the capability the operation needs. */
export class UnsupportedOperationError extends EventStoreError {
  readonly capability: string;
  constructor(capability: string) {
    super(`this event store lacks the capability ${capability}`);
    this.capability = capability;
  }
}

/** The store cannot take this now; nothing was added and a later attempt may work. Adapters extend it, one class per cause. */
export class StoreUnavailableError extends EventStoreError {}

/** The store is broken or cannot be used until somebody acts; nothing was added. Adapters extend it, one class per cause. */
export class StoreFaultError extends EventStoreError {}

/** A command met a conflict on every attempt it was allowed. Nothing was added. */
export class ContentionError extends StoreUnavailableError {
  readonly stream: string;
  readonly attempts: number;
  constructor(stream: string, attempts: number) {
    super(`${stream} changed under the command on each of ${attempts} attempts`);
    this.stream = stream;
    this.attempts = attempts;
  }
}

/** Where an event stands, for messages. */
export interface EventPlace {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
}
const placed = ({ type, stream, revision }: EventPlace) => `${type} at ${stream}@${revision}`;

/** The codec knows no event of this type. */
export class UnknownEventTypeError extends EventStoreError {
  readonly type: string;
  constructor(type: string, place?: EventPlace) {
    super(`unknown event type ${place ? placed(place) : type}`);
    this.type = type;
  }
}

/** The event was written by a newer program: its schema version is above the newest this one knows. */
export class NewerSchemaError extends EventStoreError {
  readonly place: EventPlace;
  constructor(place: EventPlace, version: unknown, newest: number) {
    super(`${placed(place)} has schema version ${String(version)}, this program reads 1 to ${newest}`);
    this.place = place;
  }
}

/** The event's data does not fit its schema (`cause` says where), or an upcaster threw. */
export class EventDataError extends EventStoreError {
  readonly type: string;
  constructor(type: string, place: EventPlace | undefined, options: ErrorOptions) {
    super(`the data of ${place ? placed(place) : `a new ${type}`} does not fit its schema`, options);
    this.type = type;
  }
}

/** The registry itself is wrong: a type twice, a version without its upcaster. Thrown when the codec is made. */
export class InvalidSchemaRegistryError extends EventStoreError {
  readonly type: string;
  constructor(type: string, reason: string) {
    super(`event schema ${type}: ${reason}`);
    this.type = type;
  }
}
