import type { DeliveriesResponse, Delivery, MailStatus } from '@caselog/api-contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { count, shortMoment } from '../../words/format.ts';
import { Panel } from './panel.tsx';
import { deliveriesQuery } from './queries.ts';

const route = getRouteApi('/operations');

const kinds: Readonly<Record<Delivery['kind'], string>> = {
  survey: 'Survey',
  'survey-reminder': 'Survey, reminder',
  opened: 'Request received',
  reply: 'Reply',
  'data-request': 'Request for data',
  reminder: 'Reminder',
  resolution: 'Resolution',
};
const statuses: Readonly<Record<MailStatus, { readonly label: string; readonly glyph: string }>> = {
  due: { label: 'due', glyph: '◷' },
  sending: { label: 'being sent', glyph: '→' },
  sent: { label: 'sent', glyph: '✓' },
  recorded: { label: 'sent and recorded', glyph: '✓' },
  bounced: { label: 'bounced', glyph: '✗' },
  skipped: { label: 'not sent', glyph: '–' },
};
const statusNames = Object.keys(statuses) as readonly MailStatus[];

const Server = ({ server }: { readonly server: DeliveriesResponse['server'] }) =>
  server.isUp ? (
    <p className="notice" data-tone="good">
      The mail server takes mail.
    </p>
  ) : (
    <p className="notice" data-tone="bad" role="status">
      The mail server has failed {count(server.failures)} × in a row: {server.lastError}.
      {server.retryAt !== null && ` Tried again ${shortMoment(server.retryAt)}.`} Mails wait; nothing else
      does.
    </p>
  );

const Filters = ({ counts }: { readonly counts: DeliveriesResponse['counts'] }) => {
  const { mail } = route.useSearch();
  const all = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const choices = [
    { status: undefined, label: 'all', number: all },
    ...statusNames.map((status) => ({ status, label: statuses[status].label, number: counts[status] })),
  ];
  return (
    <nav className="actions" aria-label="Mails by what became of them">
      {choices.map(({ status, label, number }) => (
        <Link
          key={label}
          className="button"
          to="/operations"
          search={(search) => ({ ...search, mail: status })}
          aria-current={mail === status ? 'true' : undefined}
        >
          {label} {count(number)}
        </Link>
      ))}
    </nav>
  );
};

const DeliveryRow = ({ delivery }: { readonly delivery: Delivery }) => {
  const { kind, ticketId, episode, status, attempts, plannedAt, sentAt, nextAt, reason } = delivery;
  return (
    <tr>
      <td>
        {kinds[kind]}
        {episode !== null && episode > 1 && ` (episode ${episode})`}
      </td>
      <td>
        <Link to="/tickets/$ticketId" params={{ ticketId }} search={{}} className="mono">
          {ticketId}
        </Link>
      </td>
      <td>
        <span className="chip">
          <span className="glyph" aria-hidden="true">
            {statuses[status].glyph}
          </span>
          {statuses[status].label}
        </span>
        {attempts > 1 && <span className="muted"> · tried {count(attempts)} ×</span>}
      </td>
      <td>{shortMoment(plannedAt)}</td>
      <td>{sentAt !== null ? shortMoment(sentAt) : nextAt !== null ? `next ${shortMoment(nextAt)}` : '–'}</td>
      <td>
        <span className="reason">{reason ?? ''}</span>
      </td>
    </tr>
  );
};

const Deliveries = ({ deliveries }: { readonly deliveries: readonly Delivery[] }) => (
  <div className="wide">
    <table className="table">
      <thead>
        <tr>
          {['Mail', 'Ticket', 'What became of it', 'Planned', 'Sent', 'Why'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.mailId} delivery={delivery} />
        ))}
      </tbody>
    </table>
  </div>
);

/** What became of the desk's mails. To whom they went is in the ledger alone. */
export const Mail = () => {
  const { mail } = route.useSearch();
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    deliveriesQuery(mail),
  );
  const first = data?.pages[0];
  const rows = data?.pages.flatMap(({ deliveries }) => deliveries) ?? [];
  return (
    <Panel
      title="Mail"
      meaning="Every mail the desk meant to send, the latest first. A mail that is recorded was handed over once."
      error={error}
      isLoading={isPending}
    >
      {first && (
        <>
          <Server server={first.server} />
          <Filters counts={first.counts} />
          {rows.length === 0 ? <p>No mail of this kind.</p> : <Deliveries deliveries={rows} />}
          {hasNextPage && (
            <button
              type="button"
              className="button"
              disabled={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              Show earlier mails
            </button>
          )}
        </>
      )}
    </Panel>
  );
};
