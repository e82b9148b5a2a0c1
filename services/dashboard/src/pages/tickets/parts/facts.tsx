import type { TicketStateView } from '@caselog/api-contract';
import { Link } from '@tanstack/react-router';
import { fullMoment } from '../../../words/format.ts';

type State = Omit<TicketStateView, 'policyVersion'>;

const Fact = ({ name, value }: { readonly name: string; readonly value: string | null | undefined }) =>
  value === null || value === undefined ? null : (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );

/** What is known of the ticket at the moment shown. */
export const Facts = ({ state }: { readonly state: State }) => (
  <section aria-labelledby="facts-title">
    <h2 id="facts-title">Facts</h2>
    <dl className="facts">
      <Fact name="Asked" value={fullMoment(state.openedAt)} />
      <Fact name="Requester" value={state.requesterId} />
      <Fact name="Customer" value={state.customerId} />
      <Fact name="Language" value={state.language} />
      <Fact name="Assignee" value={state.assigneeId ?? 'nobody'} />
      <Fact name="Team" value={state.team} />
      <Fact name="Partner" value={state.partnerId} />
      <Fact name="Episode" value={String(state.episode)} />
      <Fact name="First response" value={state.firstResponse} />
      <Fact name="Survey" value={state.survey} />
      <Fact name="Waits for" value={state.openItems.length === 0 ? null : state.openItems.join(', ')} />
      <Fact name="Outcome" value={state.outcome} />
      <Fact name="Reopenable until" value={state.reopenableUntil && fullMoment(state.reopenableUntil)} />
      <Fact name="Outage" value={state.outageId} />
      {state.links.map(({ kind, ticketId }) => (
        <div key={`${kind} ${ticketId}`}>
          <dt>{kind}</dt>
          <dd>
            <Link to="/tickets/$ticketId" params={{ ticketId }}>
              <bdi>{ticketId}</bdi>
            </Link>
          </dd>
        </div>
      ))}
    </dl>
  </section>
);
