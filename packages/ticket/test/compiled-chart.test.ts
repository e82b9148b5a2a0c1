import fc from 'fast-check';
import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import { describe, expect, it } from 'vitest';
import { keyOf, lifecycleOf } from '../src/chart/compile.ts';
import {
  chart,
  commandTypes,
  evolve,
  fold,
  allowedCommands,
  canHappen,
  probeOf,
  ticketMachine,
} from '../src/index.ts';
import type { TicketEvent, TicketEventOf, TicketState } from '../src/index.ts';
import { aHistory, anyAttempts } from '../testing/arbitraries.ts';

type Snapshot = SnapshotFrom<typeof ticketMachine>;

/** Walks both charts side by side and calls `look` after every event. */
const walk = (
  events: readonly TicketEvent[],
  look: (snapshot: Snapshot, state: TicketState, event: TicketEvent) => void,
) => {
  const [opening, ...rest] = events;
  let [snapshot] = initialTransition(ticketMachine, opening as TicketEventOf<'TicketOpened'>);
  let state = evolve(undefined, opening as TicketEvent);
  look(snapshot, state, opening as TicketEvent);
  for (const event of rest) {
    expect(canHappen(state, event), `${event.type} in ${state.configuration.key}`).toBe(snapshot.can(event));
    if (snapshot.can(event)) state = evolve(state, event);
    [snapshot] = transition(ticketMachine, snapshot, event);
    look(snapshot, state, event);
  }
};

describe('The compiled chart', () => {
  it('agrees with XState in value and context after every event of arbitrary histories', () => {
    fc.assert(
      fc.property(anyAttempts(40), (events) => {
        walk(events, (snapshot, state) => {
          expect(state.configuration.key).toBe(keyOf(snapshot));
          expect(state.context).toStrictEqual(snapshot.context);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('allows exactly the commands that XState can take, at every moment of arbitrary histories', () => {
    fc.assert(
      fc.property(anyAttempts(25), (events) => {
        walk(events, (snapshot, state, { at }) => {
          const byXState = commandTypes.filter((type) => snapshot.can(probeOf(type, state, at)));
          expect(allowedCommands(state, at)).toEqual(byXState);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('folds a history in one go to what evolving it step by step gives, and leaves what it started from alone', () => {
    fc.assert(
      fc.property(aHistory(40), fc.nat(40), (events, cut) => {
        const stepwise = events.reduce<TicketState | undefined>(evolve, undefined);
        expect(fold(events)).toStrictEqual(stepwise);
        const early = fold(events.slice(0, cut));
        const before = structuredClone(early?.context);
        expect(fold(events.slice(cut), early)).toStrictEqual(stepwise);
        expect(early?.context).toStrictEqual(before);
      }),
    );
  });

  it('knows a wait’s way back only while data is awaited', () => {
    for (const { lifecycle, returnsTo } of chart.configurations) {
      expect(returnsTo === undefined).toBe(lifecycle !== 'awaiting-data');
    }
  });

  it('never ends a survey without ending the lifecycle, nor the other way round', () => {
    const open = ['none', 'scheduled', 'sent'];
    for (const { lifecycle, survey } of chart.configurations) {
      expect({ survey, isOver: lifecycle === 'surveyed' }).toEqual({
        survey,
        isOver: !open.includes(survey),
      });
      if (survey !== 'none') expect(['resolved', 'surveyed']).toContain(lifecycle);
    }
  });

  it('names the seven states of the domain and no other', () => {
    const reached = new Set(chart.configurations.map(({ lifecycle }) => lifecycle));
    expect([...reached].toSorted()).toEqual(
      ['awaiting-data', 'escalated', 'opened', 'resolved', 'surveyed', 'third-party', 'triaged'].toSorted(),
    );
    expect(lifecycleOf(initialTransition(ticketMachine, anyOpening())[0])).toBe('opened');
  });
});

const anyOpening = () => fc.sample(anyAttempts(0), 1)[0]?.[0] as TicketEventOf<'TicketOpened'>;
