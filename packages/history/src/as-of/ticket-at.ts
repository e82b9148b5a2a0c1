import type { RecordedEvent } from '@caselog/event-store';
import {
  evolve,
  type FirstResponse,
  type Instant,
  type Lifecycle,
  type SurveyLeg,
  type TicketContext,
  type TicketState,
} from '@caselog/ticket';
import { ticketEventOf } from '../codec.ts';
import type { TimeOf } from './between.ts';

/** A ticket as it stood. */
export interface TicketThen {
  readonly lifecycle: Lifecycle;
  /** Where the end of the wait led, while data was awaited. */
  readonly returnsTo?: Lifecycle | undefined;
  readonly firstResponse: FirstResponse;
  readonly survey: SurveyLeg;
  readonly context: TicketContext;
  /** The events that had happened by then, in the order of the stream. */
  readonly events: readonly RecordedEvent[];
}

type Stand = Pick<TicketThen, 'lifecycle' | 'returnsTo' | 'firstResponse' | 'survey'>;

const standOf = ({ configuration }: TicketState): Stand => {
  const { lifecycle, returnsTo, firstResponse, survey } = configuration;
  return { lifecycle, returnsTo, firstResponse, survey };
};

/** What is otherwise in `after` than in `before`. */
const changesOf = <Part extends object>(before: Part | undefined, after: Part): Partial<Part> =>
  Object.fromEntries(
    Object.entries(after).filter(([key, value]) => before?.[key as keyof Part] !== value),
  ) as Partial<Part>;

/**
 * A ticket as it stood at an instant: each attribute by the last of its own changes that had happened by then. `history` is all of its
 * events, decoded or as stored. Pure. Undefined when nothing of it had happened by then. @throws ForbiddenEventError
 */
export const ticketAt = (
  history: readonly RecordedEvent[],
  at: Instant,
  by: TimeOf = 'occurredAt',
): TicketThen | undefined => {
  let state: TicketState | undefined;
  let stand: Stand | undefined;
  let context: TicketContext | undefined;
  let hasMoved = false;
  for (const recorded of history) {
    const after = evolve(state, ticketEventOf(recorded));
    if (recorded.metadata[by] <= at) {
      const changed = changesOf(state && standOf(state), standOf(after));
      stand = { ...(stand ?? standOf(after)), ...changed };
      context = { ...(context ?? after.context), ...changesOf(state?.context, after.context) };
      hasMoved ||= 'lifecycle' in changed;
    }
    state = after;
  }
  const events = history.filter(({ metadata }) => metadata[by] <= at);
  if (!hasMoved || !stand || !context) return undefined;
  const { returnsTo, ...rest } = stand;
  return { ...rest, ...(rest.lifecycle === 'awaiting-data' && { returnsTo }), context, events };
};
