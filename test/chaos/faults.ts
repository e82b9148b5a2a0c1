import type { Chance } from './chance.ts';

/** Something that goes wrong, `afterMs` into a round. */
export type Fault =
  /** Killed as by `kill -9`; started again `backAfterMs` later. */
  | { readonly kind: 'kill'; readonly part: string; readonly afterMs: number; readonly backAfterMs: number }
  /** Stopped long enough for others to take over, then woken as a zombie. */
  | { readonly kind: 'pause'; readonly part: string; readonly afterMs: number; readonly backAfterMs: number }
  /** The broadcast's stream is deleted. */
  | { readonly kind: 'delete-stream'; readonly afterMs: number };

export interface Plan {
  readonly faults: readonly Fault[];
  /** How long commands are given. */
  readonly loadMs: number;
}

const loadMs = 2_500;
/** The relay's standby takes over after about a second, a projector's after its lease: a pause outlasts both. */
const zombieMs = [2_500, 6_000] as const;
const deadMs = [0, 1_500] as const;

const oneOf = (parts: readonly string[], chance: Chance): Fault => {
  const afterMs = chance.between(0, loadMs);
  const dice = chance.next();
  if (dice < 0.1) return { kind: 'delete-stream', afterMs };
  const part = chance.pick(parts);
  return dice < 0.35
    ? { kind: 'pause', part, afterMs, backAfterMs: chance.between(...zombieMs) }
    : { kind: 'kill', part, afterMs, backAfterMs: chance.between(...deadMs) };
};

/** What goes wrong in one round: two to five things, some of them at once. Pure, but for the chance it draws. */
export const planRound = (parts: readonly string[], chance: Chance): Plan => ({
  loadMs,
  faults: Array.from({ length: chance.between(2, 5) }, () => oneOf(parts, chance)).toSorted(
    (a, b) => a.afterMs - b.afterMs,
  ),
});

export const told = (fault: Fault): string =>
  fault.kind === 'delete-stream'
    ? `delete the stream at ${fault.afterMs} ms`
    : `${fault.kind} ${fault.part} at ${fault.afterMs} ms, back after ${fault.backAfterMs} ms`;
