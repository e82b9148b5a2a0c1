import { toInstant } from '@caselog/env';
import type { NewEvent } from '@caselog/event-store';
import {
  decide,
  evolve,
  plainRules,
  type Lifecycle,
  type TicketCommand,
  type TicketEvent,
  type TicketState,
} from '@caselog/ticket';

/** Small and the same on every machine: a linear congruential generator (Numerical Recipes' constants). */
const generator = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};
type Draw = ReturnType<typeof generator>;

export interface Dated {
  readonly stream: string;
  readonly event: NewEvent;
  readonly atMs: number;
}

const hourMs = 3_600_000;
const startMs = Date.UTC(2016, 1, 29);
const uuid = (draw: Draw): string => {
  const hex = (digits: number) => Array.from({ length: digits }, () => draw(16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
};

/** The states a log row may report, in the proportions of a real log. */
const reported: readonly Lifecycle[] = [
  'opened',
  'triaged',
  'triaged',
  'triaged',
  'triaged',
  'awaiting-data',
  'awaiting-data',
  'escalated',
  'third-party',
];

const row = (draw: Draw, state: Lifecycle): TicketCommand => ({
  type: 'FollowLog',
  data: {
    state,
    surveyEnd: 'lapsed',
    assignment: { assigneeId: `Resolver ${draw(200)}`, team: `Group ${draw(70)}` },
    attributes: {
      reassignment_count: String(draw(5)),
      category: `Category ${draw(50)}`,
      subcategory: `Subcategory ${draw(200)}`,
      made_sla: draw(2) === 0 ? 'true' : 'false',
    },
    row: {},
  },
});

const opening = (draw: Draw, caseId: string): TicketCommand => ({
  type: 'OpenFromLog',
  data: {
    requesterId: `Caller ${draw(5_000)}`,
    language: 'en',
    subject: `Subcategory ${draw(200)}`,
    priority: (['P1', 'P2', 'P3', 'P3', 'P3', 'P4'] as const)[draw(6)]!,
    channel: 'phone',
    source: { log: 'bench', caseId },
    inferred: false,
  },
});

/** One ticket's life as the import of a log would write it. */
const life = (draw: Draw, number: number): Dated[] => {
  const stream = `ticket-${uuid(draw)}`;
  const dated: Dated[] = [];
  let atMs = startMs + draw(365 * 24) * hourMs;
  let state: TicketState | undefined;
  const give = (command: TicketCommand): void => {
    const at = toInstant(atMs);
    const decision = decide(command, state, at, plainRules);
    if (decision.outcome === 'refused') throw new Error(decision.refusal.message);
    for (const event of decision.events) {
      state = evolve(state, event);
      dated.push({ stream, atMs, event: recorded(draw, event) });
    }
    atMs += draw(40) * hourMs;
  };
  give(opening(draw, `INC${number}`));
  for (let rows = draw(5); rows > 0; rows -= 1) give(row(draw, reported[draw(reported.length)]!));
  give(row(draw, 'resolved'));
  if (draw(10) > 0) give(row(draw, 'surveyed'));
  return dated;
};

const recorded = (draw: Draw, { type, at, data }: TicketEvent): NewEvent => ({
  id: uuid(draw),
  type,
  data,
  metadata: {
    commandId: uuid(draw),
    actor: 'import',
    occurredAt: at,
    recordedAt: at,
    schemaVersion: 1,
    policyVersion: 'default-1',
    chartVersion: '1',
  },
});

/** A year of a desk in the order of time, at least `events` events. Deterministic. */
export const aYear = (events: number): readonly Dated[] => {
  const draw = generator(498);
  const all: Dated[] = [];
  for (let number = 0; all.length < events; number += 1) all.push(...life(draw, number));
  return all.sort((a, b) => a.atMs - b.atMs);
};
