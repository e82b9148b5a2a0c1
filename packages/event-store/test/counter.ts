import { systemEnv } from '@caselog/env';
import { createCodec, createCommandLoop } from '../src/index.ts';
import type { CommandLoopOptions, EventStore, FoldedEvent } from '../src/index.ts';

/** A domain with one rule, to try the command loop on: a counter that never goes above ten. */
export type CounterEvent =
  | { readonly type: 'CounterAdded'; readonly data: { readonly by: number } }
  | { readonly type: 'CounterReset'; readonly data: Record<string, never> };
export type CounterCommand = { readonly add: number } | { readonly twice: number } | 'reset';
export type TooMuch = { readonly reason: 'too much'; readonly at: number };
export interface CounterState {
  readonly count: number;
  readonly changes: number;
}

export const counterCodec = createCodec<CounterEvent>([
  {
    type: 'CounterAdded',
    schemaVersion: 2,
    parse: (data) => {
      const { by } = data as { by: unknown };
      if (typeof by !== 'number') throw new TypeError('by must be a number');
      return { by };
    },
    upcast: { 1: (data: { amount: string }) => ({ by: Number(data.amount) }) },
  },
  { type: 'CounterReset', schemaVersion: 1, parse: () => ({}) },
]);

function evolve({ count, changes }: CounterState, event: FoldedEvent<CounterEvent>): CounterState {
  return { count: event.type === 'CounterAdded' ? count + event.data.by : 0, changes: changes + 1 };
}

function decide(command: CounterCommand, { count }: CounterState) {
  if (command === 'reset')
    return { events: count === 0 ? [] : [{ type: 'CounterReset', data: {} } as const] };
  const added = 'add' in command ? [command.add] : [command.twice, command.twice];
  if (added.reduce((sum, by) => sum + by, count) > 10)
    return { refusal: { reason: 'too much', at: count } as const };
  return { events: added.map((by) => ({ type: 'CounterAdded', data: { by } }) as const) };
}

type Options = CommandLoopOptions<CounterState, CounterCommand, CounterEvent, TooMuch>;

export const counterLoop = (store: EventStore, options: Partial<Options> = {}) =>
  createCommandLoop<CounterState, CounterCommand, CounterEvent, TooMuch>({
    store,
    codec: counterCodec,
    env: systemEnv,
    initial: { count: 0, changes: 0 },
    evolve,
    decide,
    ...options,
  });

let sent = 0;
/** A command in an envelope with an id of its own. */
export const sendCounter = (command: CounterCommand, commandId = `command-${(sent += 1)}`) => ({
  commandId,
  actor: 'agent-7',
  command,
});
