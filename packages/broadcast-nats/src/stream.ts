import { BroadcastMisconfiguredError, BroadcastUnavailableError, type Tail } from '@caselog/broadcast';
import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StoredMsg,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { apiCodeOf, apiCodes, asBroadcastError } from './errors.ts';
import type { Link } from './link.ts';
import { positionOf, tailEventOf } from './message.ts';
import { keepsHistory, type NatsSettings } from './settings.ts';
import { anySubject } from './subject.ts';

const nanosPerMs = 1_000_000;
/** The API level from which a server can know atomic batches. */
const batchApiLevel = 2;
/** How far back the tail is looked for when the last messages are none of ours. */
const foreignMessagesMax = 100;
const tailAttemptsMax = 10;
const removalMs = 1_000;
/** How long a server remembers message ids, unless told otherwise. */
const duplicateWindowMs = 120_000;

/** The stream's messages as the rest asks for them. */
export class Stream {
  readonly #manager: JetStreamManager;
  readonly #link: Link;
  readonly #settings: NatsSettings;
  /** Whether the server said it takes atomic batches on this stream. */
  takesBatches = false;
  #wasThere = false;

  constructor(manager: JetStreamManager, link: Link, settings: NatsSettings) {
    this.#manager = manager;
    this.#link = link;
    this.#settings = settings;
  }

  get #name() {
    return this.#settings.stream;
  }

  /** Creates the stream, or brings an existing one to these settings, and reads back what the server made of them. */
  async prepare(): Promise<void> {
    const level = await this.#ask('ask for the API level', async () => {
      const { api } = await this.#manager.getAccountInfo();
      return api.level ?? 0;
    });
    const wanted = this.#wanted(level);
    const info = (await this.info()) ?? (await this.#infoAfterRemoval());
    if (info) this.#assertOurs(info);
    const made = !info
      ? await this.#create(wanted)
      : differs(info.config, wanted)
        ? await this.#ask('update the stream', () => this.#manager.streams.update(this.#name, wanted))
        : info;
    this.#assertOurs(made);
    if (!made.config.deny_delete)
      throw new BroadcastMisconfiguredError(`stream ${this.#name}`, 'the server does not keep deny_delete');
    this.takesBatches = made.config.allow_atomic === true;
  }

  /**
   * Server 2.9 says that a stream is gone while it still removes its files; one made anew in that moment inherits the old one's state, or
   * loses its folder and refuses every message. So a stream that was there is given time to go.
   */
  async #infoAfterRemoval(): Promise<StreamInfo | undefined> {
    if (!this.#wasThere) return undefined;
    await this.#settings.env.sleep(removalMs);
    return this.info();
  }

  /** Absent when there is no such stream. */
  async info(): Promise<StreamInfo | undefined> {
    return this.#ask('look at the stream', async () => {
      try {
        const info = await this.#manager.streams.info(this.#name);
        this.#wasThere = true;
        return info;
      } catch (error) {
        if (apiCodeOf(error) === apiCodes.streamNotFound) return undefined;
        throw error;
      }
    });
  }

  /** The message at `sequence`; undefined when there is none. */
  messageAt(sequence: number): Promise<StoredMsg | undefined> {
    return this.#ask('read a message', async () => {
      const message = await this.#manager.streams.getMessage(this.#name, { seq: sequence });
      return message ?? undefined;
    });
  }

  async tail(): Promise<Tail> {
    for (let attempt = 0; attempt < tailAttemptsMax; attempt += 1) {
      const info = await this.info();
      if (!info) return { position: 0, token: 0 };
      const tail = await this.#tailOf(info);
      if (tail) return tail;
    }
    throw new BroadcastUnavailableError(`stream ${this.#name} changed whenever its tail was read`);
  }

  /** The last message of ours, looked for from the end; undefined when the stream is no longer the one that was asked. */
  async #tailOf(info: StreamInfo): Promise<Tail | undefined> {
    const { messages, first_seq: first, last_seq: token } = info.state;
    if (messages === 0) return { position: 0, token };
    const oldest = Math.max(first, token - foreignMessagesMax);
    let isSame = false;
    let foreign = 0;
    for (let sequence = token; sequence >= oldest; sequence -= 1) {
      const message = await this.messageAt(sequence);
      const position = positionOf(message?.header);
      const last = message?.header && tailEventOf(message.header);
      if (position !== undefined && last) return { position, token, last };
      // A message that is gone: the stream was wiped, or limits removed it, while it was asked for.
      if (!message && !(isSame ||= isUnchanged(info, await this.info()))) return undefined;
      if (message) foreign += 1;
    }
    if (foreign > 0) this.#foreign(foreign);
    return { position: 0, token };
  }

  #foreign(count: number): void {
    const detail = `its last ${count} messages are none of ours`;
    if (count > foreignMessagesMax) throw new BroadcastMisconfiguredError(`stream ${this.#name}`, detail);
    this.#settings.onNote({ kind: 'foreign-message', detail: `stream ${this.#name}: ${detail}` });
  }

  #wanted(apiLevel: number): Partial<StreamConfig> & { name: string } {
    const { replicas, retention, atomicBatches, subjectPrefix, shards } = this.#settings;
    const { maxAgeMs = 0, maxBytes = -1, maxMessages = -1 } = retention;
    return {
      name: this.#name,
      description: 'Events of the ledger: a doorbell, rebuilt from it when deleted',
      subjects: [anySubject({ prefix: subjectPrefix, shards })],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      deny_delete: true,
      // Purged under load, two relays would disagree which event comes behind which sequence; deleting the stream is safe.
      deny_purge: true,
      num_replicas: replicas,
      max_age: maxAgeMs * nanosPerMs,
      // Not used, but a server refuses an age below it.
      duplicate_window: Math.min(maxAgeMs || duplicateWindowMs, duplicateWindowMs) * nanosPerMs,
      max_bytes: maxBytes,
      max_msgs: maxMessages,
      ...(atomicBatches === 'auto' && apiLevel >= batchApiLevel && { allow_atomic: true }),
    };
  }

  async #create(wanted: Partial<StreamConfig> & { name: string }): Promise<StreamInfo> {
    return this.#ask('create the stream', async () => {
      try {
        return await this.#manager.streams.add({ ...wanted, ...this.#firstSequence() });
      } catch (error) {
        const code = apiCodeOf(error);
        if (code === apiCodes.subjectsOverlap)
          throw new BroadcastMisconfiguredError(
            `subjects ${wanted.subjects?.join(', ')}`,
            'another stream takes them',
            {
              cause: error,
            },
          );
        // Somebody created it a moment ago, with another base.
        if (code === apiCodes.streamNameInUse) return this.#manager.streams.info(this.#name);
        throw error;
      }
    });
  }

  /**
   * A stream that starts at the ledger's head gives its sequences to other events than the one it replaces. Starting it at a random
   * sequence, where the server can (2.10), makes sure that a zombie's message for the old one fits nowhere.
   */
  #firstSequence(): { first_seq?: number } {
    const { retention, env } = this.#settings;
    const [major = 0, minor = 0] = (this.#link.connection.info?.version ?? '').split('.').map(Number);
    if (keepsHistory(retention) || major < 2 || (major === 2 && minor < 10)) return {};
    return { first_seq: 1 + Math.floor(env.random() * 2 ** 40) };
  }

  #assertOurs({ config }: StreamInfo): void {
    const { subjectPrefix, shards } = this.#settings;
    const subject = anySubject({ prefix: subjectPrefix, shards });
    const fault =
      config.subjects?.join() !== subject
        ? `it takes ${config.subjects?.join(', ') || 'no subjects'}, not ${subject}`
        : config.storage !== StorageType.File
          ? 'it is not kept on disk'
          : undefined;
    if (fault !== undefined) throw new BroadcastMisconfiguredError(`stream ${this.#name}`, fault);
  }

  async #ask<T>(operation: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await this.#link.during(operation, ask);
    } catch (error) {
      throw asBroadcastError(operation, error);
    }
  }
}

const isUnchanged = (before: StreamInfo, now: StreamInfo | undefined): boolean =>
  now?.created === before.created && now.state.last_seq === before.state.last_seq;

const managed = [
  'deny_delete',
  'deny_purge',
  'num_replicas',
  'max_age',
  'duplicate_window',
  'max_bytes',
  'max_msgs',
  'discard',
  'allow_atomic',
] as const satisfies readonly (keyof StreamConfig)[];

/** Whether an existing stream has other settings than we want, among those that can be changed. */
const differs = (config: StreamConfig, wanted: Partial<StreamConfig>): boolean =>
  managed.some((key) => wanted[key] !== undefined && config[key] !== wanted[key]);
