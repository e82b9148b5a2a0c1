import type { StreamName } from './port.ts';

/** What a command is decided on: a stream's state, and what tells a repeat and the next time apart. */
export interface Standing<State> {
  readonly state: State;
  /** -1 when the stream does not exist. */
  readonly revision: number;
  /** Of the last event; empty before the first. */
  readonly recordedAt: string;
  /** Every command the stream holds. */
  readonly commandIds: ReadonlySet<string>;
}

/** A stream of more commands is read each time: remembering it would cost more than it saves. */
const commandsMax = 64;

/**
 * How streams stood after the last command this process took from them, for the streams used last. Others may have moved them since, so
 * what is remembered is good for nothing but an append at its very revision.
 */
export class Remembered<State> {
  readonly #generationMax: number;
  // Two generations: when the younger is full the older one goes.
  #young = new Map<StreamName, Standing<State>>();
  #old = new Map<StreamName, Standing<State>>();

  /** `streamsMax`: 0 remembers nothing. */
  constructor(streamsMax: number) {
    this.#generationMax = Math.ceil(streamsMax / 2);
  }

  find(stream: StreamName): Standing<State> | undefined {
    return this.#young.get(stream) ?? this.#old.get(stream);
  }

  put(stream: StreamName, standing: Standing<State>): void {
    const isOvertaken = (this.find(stream)?.revision ?? -1) > standing.revision;
    if (this.#generationMax === 0 || isOvertaken) return;
    if (standing.commandIds.size > commandsMax) return this.forget(stream);
    if (this.#young.size >= this.#generationMax && !this.#young.has(stream)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(stream, standing);
  }

  forget(stream: StreamName): void {
    this.#young.delete(stream);
    this.#old.delete(stream);
  }
}
