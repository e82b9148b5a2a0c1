import { and, assign, not, or, setup, stateIn } from 'xstate';
import type { TicketEvent, TicketEventOf } from '../events.ts';
import {
  applyUpdate,
  conditions,
  contextOf,
  holds,
  updates,
  type ConditionName,
  type TicketContext,
  type UpdateName,
} from './context.ts';

type Args = { context: TicketContext; event: TicketEvent };

const toAction = (name: UpdateName) =>
  assign<TicketContext, TicketEvent, undefined, TicketEvent, never>(({ context, event }) =>
    applyUpdate(name, context, event),
  );
const toGuard =
  (name: ConditionName) =>
  ({ context, event }: Args): boolean =>
    holds(name, context, event);

/** An object with `make(name)` under every name. Pure. */
export const mapNames = <Name extends string, Value>(
  names: readonly Name[],
  make: (name: Name) => Value,
): Record<Name, Value> => Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Value>;

/** The chart's version, stamped on every event. It changes when an edge, a guard or an update changes. */
export const chartVersion = '2';

/** While the survey may still end; what leaves them is over. */
const mayBeAnswered = stateIn({ survey: 'sent' });
/** A server may refuse the address before the mail counts as sent. */
const mayBounce = or([stateIn({ survey: 'scheduled' }), stateIn({ survey: 'sent' })]);
const notYetSent = or([stateIn({ survey: 'none' }), stateIn({ survey: 'scheduled' })]);
const isResolved = stateIn({ lifecycle: 'resolved' });

/**
 * The statechart of a ticket: the seven states of its lifecycle, with the first-response target and the survey as regions
 * beside it. It is the only thing that knows an edge (law 2); its events are the ledger's own. Edges stand in the order of
 * the domain's table, which decides ties between inferred paths. Source: domain, "The statechart".
 */
export const ticketMachine = setup({
  types: {
    context: {} as TicketContext,
    events: {} as TicketEvent,
    input: {} as TicketEventOf<'TicketOpened'>,
  },
  actions: mapNames(Object.keys(updates) as UpdateName[], toAction),
  guards: mapNames(Object.keys(conditions) as ConditionName[], toGuard),
}).createMachine({
  id: 'ticket',
  context: ({ input }) => contextOf(input),
  type: 'parallel',
  states: {
    lifecycle: {
      initial: 'working',
      states: {
        working: {
          initial: 'opened',
          states: {
            opened: {
              on: {
                TicketTriaged: 'triaged',
                DataRequested: { target: '#awaiting-data', actions: 'ask' },
                TicketEscalated: { target: 'escalated', actions: 'escalate' },
                TicketReferred: { target: 'third-party', actions: 'refer' },
                TicketResolved: { target: '#resolved', actions: 'resolve' },
              },
            },
            triaged: {
              on: {
                DataRequested: { target: '#awaiting-data', actions: 'ask' },
                TicketEscalated: { target: 'escalated', actions: 'escalate' },
                TicketReferred: { target: 'third-party', actions: 'refer' },
                TicketResolved: { target: '#resolved', actions: 'resolve' },
              },
            },
            escalated: {
              on: {
                TicketTriaged: 'triaged',
                DataRequested: { target: '#awaiting-data', actions: 'ask' },
                TicketReferred: { target: 'third-party', actions: 'refer' },
                TicketResolved: { target: '#resolved', actions: 'resolve' },
              },
            },
            'third-party': {
              on: {
                TicketTriaged: 'triaged',
                TicketEscalated: { target: 'escalated', actions: 'escalate' },
                DataRequested: { target: '#awaiting-data', actions: 'ask' },
                TicketResolved: { target: '#resolved', actions: 'resolve' },
              },
            },
            asked: { type: 'history' },
          },
        },
        'awaiting-data': {
          id: 'awaiting-data',
          on: {
            WaitEnded: 'working.asked',
            TicketTriaged: 'working.triaged',
            TicketEscalated: { target: 'working.escalated', actions: 'escalate' },
            TicketReferred: { target: 'working.third-party', actions: 'refer' },
            TicketResolved: { target: '#resolved', actions: 'resolve' },
            // Asking for more while waiting keeps waiting.
            DataRequested: { actions: 'ask' },
          },
        },
        resolved: {
          id: 'resolved',
          on: {
            TicketReopened: [
              { guard: 'toTriaged', target: 'working.triaged', actions: 'reopen' },
              { target: 'working.escalated', actions: 'reopen' },
            ],
            ReopenWindowClosed: { guard: 'ofThisEpisode', actions: 'note' },
            SurveyAnswered: { guard: mayBeAnswered, target: 'surveyed' },
            SurveyLapsed: 'surveyed',
            SurveyBounced: { guard: mayBounce, target: 'surveyed' },
            SurveyDeclined: 'surveyed',
            SurveySuppressed: { guard: notYetSent, target: 'surveyed' },
          },
        },
        surveyed: {
          on: {
            ReopenWindowClosed: { guard: 'ofThisEpisode', actions: 'note' },
            TicketReopened: [
              { guard: and(['reopenable', 'toTriaged']), target: 'working.triaged', actions: 'reopen' },
              { guard: 'reopenable', target: 'working.escalated', actions: 'reopen' },
            ],
          },
        },
      },
    },
    firstResponse: {
      initial: 'due',
      states: {
        due: {
          on: {
            // A region that takes an event keeps it from the root, so the reply is noted here too.
            ReplySent: { target: 'met', actions: 'recordReply' },
            TargetMissed: { guard: 'ofFirstResponse', target: 'missed' },
          },
        },
        met: { on: { TargetMissed: { guard: 'ofFirstResponseBeforeReply', target: 'missed' } } },
        missed: {},
      },
    },
    survey: {
      initial: 'none',
      states: {
        none: {
          on: {
            SurveyScheduled: { guard: isResolved, target: 'scheduled', actions: 'planSurvey' },
            SurveyLapsed: { guard: isResolved, target: 'lapsed' },
            SurveyDeclined: { guard: isResolved, target: 'declined' },
            SurveySuppressed: { guard: isResolved, target: 'suppressed' },
          },
        },
        scheduled: {
          on: {
            SurveySent: 'sent',
            SurveyLapsed: 'lapsed',
            SurveyBounced: 'bounced',
            SurveyDeclined: 'declined',
            SurveySuppressed: 'suppressed',
            TicketReopened: 'none',
          },
        },
        sent: {
          on: {
            SurveyReminded: { actions: 'note' },
            SurveyAnswered: 'answered',
            SurveyLapsed: 'lapsed',
            SurveyBounced: 'bounced',
            SurveyDeclined: 'declined',
            TicketReopened: 'none',
          },
        },
        answered: {
          on: {
            SurveyAnswerChanged: { guard: 'surveyIsOpen', actions: 'note' },
            TicketReopened: { guard: 'reopenable', target: 'none' },
          },
        },
        lapsed: { on: { TicketReopened: { guard: 'reopenable', target: 'none' } } },
        bounced: { on: { TicketReopened: { guard: 'reopenable', target: 'none' } } },
        declined: { on: { TicketReopened: { guard: 'reopenable', target: 'none' } } },
        suppressed: { on: { TicketReopened: { guard: 'reopenable', target: 'none' } } },
      },
    },
  },
  // Facts: they change no state and are taken in every state.
  on: {
    ReplySent: { actions: 'recordReply' },
    RequesterReplied: { actions: 'note' },
    TargetWarned: { actions: 'note' },
    TargetMissed: { guard: not('ofFirstResponse'), actions: 'note' },
    TicketAssigned: { actions: 'assign' },
    TicketReassigned: { actions: 'assign' },
    TicketReprioritised: { actions: 'reprioritise' },
    NoteAdded: { actions: 'note' },
    DataItemSupplied: { guard: 'itemIsOpen', actions: 'supply' },
    RequesterThanked: { actions: 'note' },
    ReminderIssued: { actions: 'note' },
    OutageLinked: { actions: 'linkOutage' },
    OutageUnlinked: { guard: 'outageIsLinked', actions: 'unlinkOutage' },
    TicketLinked: { guard: not('isLinked'), actions: 'link' },
    TicketUnlinked: { guard: 'isLinked', actions: 'unlink' },
    FactRecorded: { actions: 'note' },
    NonconformingFactRecorded: { actions: 'note' },
  },
});
export type TicketMachine = typeof ticketMachine;
