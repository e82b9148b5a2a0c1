import type { WorkerBook } from '../book/book.ts';
import { EffectInDoubtError, EffectNotDoneError } from './errors.ts';
import { effectKey } from './key.ts';

interface Run<Value> {
  /** Carries the effect out and gives what to keep of it, as JSON. `key` is the same at every try. */
  readonly run: (key: string, signal: AbortSignal) => Promise<Value>;
}

/** How an effect is carried out, and how a try whose end nobody saw is resolved. Without either, a person is asked. */
export type EffectSteps<Value> = Run<Value> &
  (
    | { readonly find?: never; readonly takesKeyOnce?: never }
    /** Looks whether the effect happened: its result, or undefined when it certainly did not. */
    | {
        readonly find: (key: string, signal: AbortSignal) => Promise<Value | undefined>;
        readonly takesKeyOnce?: never;
      }
    /** The other side takes the same key once and answers a repeat like the first: commands to the desk do. */
    | { readonly takesKeyOnce: true; readonly find?: never }
  );

export interface EffectPlace {
  readonly book: WorkerBook;
  readonly reader: string;
  readonly eventId: string;
  readonly signal: AbortSignal;
}

/** The result of an earlier try that nobody saw the end of; undefined when it is to be run again. @throws EffectInDoubtError */
const resolve = async <Value>(
  { eventId, signal }: EffectPlace,
  name: string,
  key: string,
  { find, takesKeyOnce }: EffectSteps<Value>,
): Promise<Value | undefined> => {
  if (find) return find(key, signal);
  if (takesKeyOnce) return undefined;
  throw new EffectInDoubtError(eventId, name);
};

/**
 * Carries out an effect of an event once: the intention is durable before `run`, its result after. A try that ended in between is
 * resolved by `find`, by the other side's own memory of the key, or by a person, never by hoping.
 */
export const once = async <Value>(
  place: EffectPlace,
  name: string,
  steps: EffectSteps<Value>,
): Promise<Value> => {
  const { book, reader, eventId, signal } = place;
  const at = { reader, eventId, name };
  const key = effectKey(reader, eventId, name);
  const known = await book.effect(at);
  if (known?.state === 'done') return known.result as Value;
  if (known) {
    const found = await resolve(place, name, key, steps);
    if (found !== undefined) {
      await book.finish(at, found);
      return found;
    }
  } else await book.intend(at);
  try {
    const result = await steps.run(key, signal);
    await book.finish(at, result);
    return result;
  } catch (error) {
    if (error instanceof EffectNotDoneError) await book.forget(at);
    throw error;
  }
};
