import type { Lifecycle } from './chart/lifecycle.ts';
import type { CommandData } from './commands.ts';
import type { EventData, TicketEvent, TicketEventType } from './events.ts';
import type { Instant } from './ids.ts';
import { directEvents, shortestPath } from './paths.ts';
import { evolve, type TicketState } from './state.ts';

type Row = CommandData<'FollowLog'>;
type Mark = { readonly inferred?: true };

const surveyEnds = { lapsed: 'SurveyLapsed', declined: 'SurveyDeclined' } as const;

/** What a log row says of a transition: nothing but that it happened, so every field a log does not carry stays empty. */
const dataOf = (type: TicketEventType, to: Lifecycle, state: TicketState, mark: Mark): object => {
  switch (type) {
    case 'DataRequested':
      return { items: [], ...mark };
    case 'WaitEnded':
      return { because: 'resumed', ...mark };
    case 'TicketEscalated':
      return { team: null, reason: null, ...mark };
    case 'TicketReferred':
      return { partnerId: null, brief: null, ...mark };
    case 'TicketReopened':
      return { to, reason: null, ...mark };
    case 'TicketResolved':
      return {
        outcome: null,
        resolvedBy: { assigneeId: state.context.assigneeId, team: state.context.team },
        reopenableUntil: null,
        ...mark,
      } satisfies EventData<'TicketResolved'>;
    case 'SurveyDeclined':
      return {};
    default:
      return mark;
  }
};

const stepTo = (to: Lifecycle, state: TicketState, at: Instant, row: Row, mark: Mark): TicketEvent => {
  const candidates = directEvents(state.configuration, to);
  const type = candidates.find((candidate) => candidate === surveyEnds[row.surveyEnd]) ?? candidates[0];
  if (type === undefined) throw new Error(`no event leads from ${state.configuration.lifecycle} to ${to}`);
  return { type, at, data: dataOf(type, to, state, mark) } as TicketEvent;
};

/**
 * The transitions that bring the ticket to the reported state; undefined: no way leads there. On a way of several steps all
 * are inferred, the last too: the log never said that it began where the step before it ended.
 */
const transitions = (state: TicketState, row: Row, at: Instant): readonly TicketEvent[] | undefined => {
  if (row.state === undefined || row.state === state.configuration.lifecycle) return [];
  const path = shortestPath(state.configuration, row.state);
  if (path === undefined) return undefined;
  const events: TicketEvent[] = [];
  const mark: Mark = path.length > 1 ? { inferred: true } : {};
  let now = state;
  for (const to of path) {
    const event = stepTo(to, now, at, row, mark);
    events.push(event);
    now = evolve(now, event);
  }
  return events;
};

const facts = ({ context }: TicketState, row: Row, at: Instant): readonly TicketEvent[] => {
  const events: TicketEvent[] = [];
  const { assignment, priority, attributes } = row;
  if (assignment && (assignment.assigneeId !== context.assigneeId || assignment.team !== context.team)) {
    const type = context.assigneeId === null && context.team === null ? 'TicketAssigned' : 'TicketReassigned';
    events.push({ type, at, data: assignment });
  }
  if (priority && priority !== context.priority) {
    events.push({ type: 'TicketReprioritised', at, data: { impact: null, priority } });
  }
  if (Object.keys(attributes).length > 0) events.push({ type: 'FactRecorded', at, data: { attributes } });
  return events;
};

const nonconforming = (row: Row, reason: string, at: Instant): TicketEvent => ({
  type: 'NonconformingFactRecorded',
  at,
  data: { row: row.row, reason },
});

/**
 * The events by which a ticket follows one row of another system's log. Pure. A state the chart does not reach directly is
 * reached over the shortest path of inferred transitions; one it cannot reach is kept as a nonconforming fact; a row that
 * repeats the state leaves facts only. Every row leaves at least one event.
 */
export const followLog = (state: TicketState, row: Row, at: Instant): readonly TicketEvent[] => {
  const { lifecycle } = state.configuration;
  const moved = transitions(state, row, at);
  const told =
    row.state === undefined
      ? [nonconforming(row, row.quarantine ?? 'the row names no state', at)]
      : (moved ?? [
          nonconforming(row, `no path of the statechart leads from ${lifecycle} to ${row.state}`, at),
        ]);
  const events = [...told, ...facts(state, row, at)];
  return events.length > 0 ? events : [{ type: 'FactRecorded', at, data: { attributes: {} } }];
};
