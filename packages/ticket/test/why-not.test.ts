import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allowedCommands, commandTypes, evolve, whyNot, type TicketEvent } from '../src/index.ts';
import { aHistory } from '../testing/arbitraries.ts';

it('gives a reason for exactly the commands that are not allowed, whatever has happened', () => {
  fc.assert(
    fc.property(aHistory(), (events: readonly TicketEvent[]) => {
      const state = events.reduce<ReturnType<typeof evolve> | undefined>(evolve, undefined)!;
      const { at } = events.at(-1)!;
      const allowed = new Set(allowedCommands(state, at));
      for (const type of commandTypes)
        expect([type, whyNot(state, type, at) === undefined]).toEqual([type, allowed.has(type)]);
    }),
  );
});
