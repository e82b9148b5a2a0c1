import type { RecordedEvent } from './port.ts';
import {
  EventDataError,
  InvalidSchemaRegistryError,
  NewerSchemaError,
  UnknownEventTypeError,
} from './errors.ts';
import type { EventPlace } from './errors.ts';

/** What a domain's events look like: a union of these, told apart by `type`. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** Takes data of one schema version to the next. Pure. */
export type Upcaster = (data: never) => unknown;

/** One event type: its current shape, and the way there from every released one. */
export interface EventSchema<Event extends DomainEvent = DomainEvent> {
  readonly type: Event['type'];
  /** The version of the shape that `parse` accepts, from 1. */
  readonly schemaVersion: number;
  /** Returns the data or throws; `z.parse` of a zod schema fits. Pure. */
  readonly parse: (data: unknown) => Event['data'];
  /** `{ 1: fn, 2: fn }`: version n to n + 1, one for each version below `schemaVersion`. */
  readonly upcast?: Readonly<Record<number, Upcaster>>;
}

/** One schema for each type of the union. */
export type EventSchemas<Event extends DomainEvent> = readonly {
  readonly [Type in Event['type']]: EventSchema<Extract<Event, { readonly type: Type }>>;
}[Event['type']][];

/** A recorded event whose data has the current shape of its type. */
export type DecodedEvent<Event extends DomainEvent> =
  Event extends DomainEvent<infer Type, infer Data> ? RecordedEvent<Type, Data> : never;

export interface EventCodec<Event extends DomainEvent> {
  /** Every type it knows. */
  readonly types: readonly Event['type'][];
  /** Checks a new event against its schema; gives what is to be stored and the version to stamp. Pure. Throws `UnknownEventTypeError`, `EventDataError`. */
  encode(event: Event): {
    readonly type: Event['type'];
    readonly data: Event['data'];
    readonly schemaVersion: number;
  };
  /**
   * Takes a stored event to its current shape: upcast, then parsed. Pure. Throws `UnknownEventTypeError`, `NewerSchemaError`,
   * `EventDataError`. Its metadata stays as stored, `schemaVersion` included.
   */
  decode(event: RecordedEvent): DecodedEvent<Event>;
}

export interface CodecOptions {
  /**
   * `always` parses every event read. `upcast` parses only those that were upcast and trusts the current version, which `encode` parsed
   * when it was written: for whole-ledger folds, where parsing is most of the cost. Default `always`.
   */
  readonly parseOnRead?: 'always' | 'upcast';
}

function assertSchema({ type, schemaVersion, upcast = {} }: EventSchema): void {
  if (!Number.isSafeInteger(schemaVersion) || schemaVersion < 1)
    throw new InvalidSchemaRegistryError(type, `${schemaVersion} is no version`);
  for (let version = 1; version < schemaVersion; version += 1)
    if (!upcast[version]) throw new InvalidSchemaRegistryError(type, `no upcaster from version ${version}`);
  for (const version of Object.keys(upcast))
    if (!(Number(version) >= 1 && Number(version) < schemaVersion))
      throw new InvalidSchemaRegistryError(type, `the upcaster from version ${version} leads nowhere`);
}

function indexSchemas(schemas: readonly EventSchema[]): ReadonlyMap<string, EventSchema> {
  const byType = new Map<string, EventSchema>();
  for (const schema of schemas) {
    assertSchema(schema);
    if (byType.has(schema.type)) throw new InvalidSchemaRegistryError(schema.type, 'it is registered twice');
    byType.set(schema.type, schema);
  }
  return byType;
}

function versionOf(event: RecordedEvent, newest: number): number {
  const version: unknown = event.metadata.schemaVersion;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > newest)
    throw new NewerSchemaError(event, version, newest);
  return version;
}

function upcastFrom(version: number, { schemaVersion, upcast = {} }: EventSchema, stored: unknown): unknown {
  let data = stored;
  for (let from = version; from < schemaVersion; from += 1) data = upcast[from]!(data as never);
  return data;
}

function guarded<T>(type: string, place: EventPlace | undefined, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new EventDataError(type, place, { cause });
  }
}

/** Makes a codec from one schema per event type. Throws `InvalidSchemaRegistryError` when a type or an upcaster is missing or twice there. */
export function createCodec<Event extends DomainEvent>(
  schemas: EventSchemas<Event>,
  { parseOnRead = 'always' }: CodecOptions = {},
): EventCodec<Event> {
  const byType = indexSchemas(schemas);
  const schemaOf = (type: string, place?: EventPlace): EventSchema => {
    const schema = byType.get(type);
    if (!schema) throw new UnknownEventTypeError(type, place);
    return schema;
  };
  return {
    types: [...byType.keys()],
    encode({ type, data }) {
      const schema = schemaOf(type);
      return {
        type,
        data: guarded(type, undefined, () => schema.parse(data)),
        schemaVersion: schema.schemaVersion,
      };
    },
    decode(event) {
      const schema = schemaOf(event.type, event);
      const version = versionOf(event, schema.schemaVersion);
      if (parseOnRead === 'upcast' && version === schema.schemaVersion) return event as DecodedEvent<Event>;
      const data = guarded(event.type, event, () => schema.parse(upcastFrom(version, schema, event.data)));
      return { ...event, data } as DecodedEvent<Event>;
    },
  };
}
