import { ApiProblemError, type TicketResponse } from '@caselog/api-contract';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { wordsOf } from '../../app/error-page.tsx';
import { useKeys } from '../../app/keys.ts';
import { OwnerChip, PriorityChip, StateChip } from '../../components/chips.tsx';
import { CountdownText } from '../../components/countdown.tsx';
import { fullMoment } from '../../words/format.ts';
import { Commands } from './parts/commands.tsx';
import { Facts } from './parts/facts.tsx';
import { LedgerBar } from './parts/ledger-bar.tsx';
import { Statechart } from './parts/statechart.tsx';
import { Targets } from './parts/targets.tsx';
import { TimeSlider } from './parts/time-slider.tsx';
import { Timeline } from './parts/timeline.tsx';
import { statesOf, viewOf } from './past.ts';
import { timeScale } from './time-scale.ts';
import { useAccount, useReceipts, useStanding, useTicket } from './use-ticket.ts';
import { eventWords } from './words/events.ts';
import './ticket.css';

const route = getRouteApi('/tickets/$ticketId');

const subjectOf = ({ history, ticketId }: TicketResponse): string => {
  const subject = history[0]?.data['subject'];
  return typeof subject === 'string' ? subject : ticketId;
};

/** The moment the address names, where the ticket has one: the event counted from 1, and how to go elsewhere. */
const useMoment = (count: number) => {
  const { at: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const at = wanted === undefined ? undefined : Math.min(wanted, count);
  const move = (to: number | undefined, isFinal: boolean) =>
    void navigate({ search: to === undefined ? {} : { at: to }, replace: !isFinal, resetScroll: false });
  return { at, move };
};

const Clock = ({ ticket }: { readonly ticket: TicketResponse }) => {
  const standing = useStanding(ticket.ticketId, ticket.revision);
  if (!standing) return null;
  return (
    <>
      <OwnerChip owner={standing.clock.owner} /> <CountdownText {...standing} />
    </>
  );
};

const PastBanner = ({
  at,
  count,
  occurredAt,
  onLive,
}: {
  readonly at: number;
  readonly count: number;
  readonly occurredAt: string;
  readonly onLive: () => void;
}) => (
  <div className="notice past-banner" data-tone="warn" role="status">
    <span>
      As it was after event {at} of {count}, {fullMoment(occurredAt)}.
    </span>
    <button type="button" className="button" onClick={onLive}>
      Back to now <kbd aria-hidden="true">Esc</kbd>
    </button>
  </div>
);

const Loaded = ({ ticket }: { readonly ticket: TicketResponse }) => {
  const { ticketId, revision, history } = ticket;
  const count = history.length;
  const { at, move } = useMoment(count);
  const states = useMemo(() => statesOf(history), [history]);
  const shown = at ?? count;
  const event = history[shown - 1];
  const isPast = at !== undefined && states !== undefined;
  const then = isPast ? states[shown - 1] : undefined;
  const state = then ? viewOf(then) : ticket.state;
  const { data: whole } = useAccount(ticketId, revision, undefined);
  const { data: account } = useAccount(ticketId, revision, isPast ? event?.occurredAt : undefined);
  const receipts = useReceipts(ticketId, revision);
  const scale = useMemo(() => timeScale(whole?.intervals ?? []), [whole]);
  const steps = history.map(({ type, data, occurredAt }, index) => ({
    title: eventWords(type, data).title,
    occurredAt,
    place: scale.stretches.length > 0 ? scale.placeOf(occurredAt) : (index / Math.max(1, count - 1)) * 1_000,
  }));
  useKeys({ Escape: () => isPast && move(undefined, true) });
  const title = subjectOf(ticket);
  useEffect(() => {
    document.title = `${title} · Caselog`;
  }, [title]);
  return (
    <article className="ticket" data-past={isPast || undefined} data-revision={isPast ? shown - 1 : revision}>
      <header className="ticket-head">
        <h1>
          <bdi>{title}</bdi>
        </h1>
        <p className="ticket-line">
          <PriorityChip priority={state.priority} /> <StateChip state={state.lifecycle} />{' '}
          {!isPast && <Clock ticket={ticket} />}
          <span className="muted mono">{ticketId}</span>
        </p>
        {isPast && event ? (
          <PastBanner
            at={shown}
            count={count}
            occurredAt={event.occurredAt}
            onLive={() => move(undefined, true)}
          />
        ) : (
          <Commands ticket={ticket} state={states?.at(-1)} />
        )}
      </header>
      <div className="ticket-center">
        {account && (
          <LedgerBar
            account={account}
            scale={scale}
            until={isPast && event ? scale.placeOf(event.occurredAt) : undefined}
          />
        )}
        {states && <TimeSlider steps={steps} at={at} onMove={move} />}
        {account && <Targets account={account} />}
        <Timeline ticketId={ticketId} history={history} shown={isPast ? shown : count} receipts={receipts} />
      </div>
      <aside className="ticket-side" aria-label="State">
        {states && <Statechart history={states.slice(0, shown)} />}
        <Facts state={state} />
      </aside>
    </article>
  );
};

const Missing = ({ error }: { readonly error: unknown }) => (
  <div className="plain" role="alert">
    <h1>This ticket cannot be shown</h1>
    <p>{wordsOf(error)}</p>
    <p>
      <Link to="/queue">Go to the queue</Link>
    </p>
  </div>
);

/** A ticket: where it stands, what may be done, whose time went where, and every event with its receipt; now or at any event. */
export const TicketPage = () => {
  const { ticketId } = route.useParams();
  const { data, error, refetch } = useTicket(ticketId);
  if (!data && error) return <Missing error={error} />;
  if (!data) return <div className="skeleton ticket-skeleton" data-late aria-hidden="true" />;
  return (
    <>
      {error && !(error instanceof ApiProblemError && error.problem.status === 401) && (
        <p className="notice" data-tone="bad" role="alert">
          {wordsOf(error)}
          <button type="button" className="button" onClick={() => void refetch()}>
            Try again
          </button>
        </p>
      )}
      <Loaded key={ticketId} ticket={data} />
    </>
  );
};
