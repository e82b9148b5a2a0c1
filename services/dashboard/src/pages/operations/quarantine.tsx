import type { LaneView, SkippedEventView } from '@caselog/api-contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { count, shortMoment } from '../../words/format.ts';
import { LaneDetail } from './lane.tsx';
import { Panel } from './panel.tsx';
import { quarantineQuery } from './queries.ts';

const route = getRouteApi('/operations');

const isSame = (lane: LaneView, reader: string | undefined, stream: string | undefined): boolean =>
  lane.reader === reader && lane.stream === stream;

const LaneRow = ({ lane, isOpen }: { readonly lane: LaneView; readonly isOpen: boolean }) => {
  const { reader, stream, ticketId, eventType, reason, attempts, since, waiting, status, nextTryAt } = lane;
  return (
    <>
      <tr aria-current={isOpen || undefined}>
        <th scope="row">{reader}</th>
        <td>
          {ticketId === null ? (
            <bdi className="mono">{stream}</bdi>
          ) : (
            <Link to="/tickets/$ticketId" params={{ ticketId }} search={{}} className="mono">
              {ticketId}
            </Link>
          )}
        </td>
        <td>{eventType}</td>
        <td>
          <span className="reason">{reason}</span>
        </td>
        <td>
          {shortMoment(since)}, tried {count(attempts)} ×
          {nextTryAt !== null && <span className="muted"> · next try {shortMoment(nextTryAt)}</span>}
        </td>
        <td>{count(waiting)}</td>
        <td>
          {status === 'released' ? (
            'released'
          ) : (
            <Link
              className="button"
              to="/operations"
              search={(search) => (isOpen ? { mail: search.mail } : { ...search, reader, stream })}
              aria-label={`${isOpen ? 'Close' : 'Look into it'}: ${reader} ${stream}`}
            >
              {isOpen ? 'Close' : 'Look into it'}
            </Link>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={7}>
            <LaneDetail lane={lane} />
          </td>
        </tr>
      )}
    </>
  );
};

const Lanes = ({ lanes }: { readonly lanes: readonly LaneView[] }) => {
  const { reader, stream } = route.useSearch();
  if (lanes.length === 0) return <p>Nothing is held: every reader takes every event.</p>;
  return (
    <div className="wide">
      <table className="table">
        <thead>
          <tr>
            {['Reader', 'Ticket', 'Event', 'Why', 'Since', 'Waiting'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => (
            <LaneRow
              key={`${lane.reader} ${lane.stream}`}
              lane={lane}
              isOpen={isSame(lane, reader, stream)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Skipped = ({ skipped }: { readonly skipped: readonly SkippedEventView[] }) =>
  skipped.length === 0 ? null : (
    <details>
      <summary>Skipped events ({count(skipped.length)})</summary>
      <ul>
        {skipped.map(({ reader, eventId, eventType, stream, revision, by, why, at }) => (
          <li key={`${reader} ${eventId}`}>
            {shortMoment(at)}: {reader} left out {eventType} ({stream}, revision {revision}), by{' '}
            <bdi>{by}</bdi>: <bdi>{why}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );

/** The lanes that stopped. A ticket whose event cannot be taken waits, in order; all others flow. */
export const Quarantine = () => {
  const { data, error, isPending } = useQuery(quarantineQuery);
  return (
    <Panel
      title="Quarantine"
      meaning="A reader that cannot take an event holds that ticket alone, with everything behind it, until somebody decides."
      error={error}
      isLoading={isPending}
    >
      {data && (
        <>
          <Lanes lanes={data.lanes} />
          <Skipped skipped={data.skipped} />
        </>
      )}
    </Panel>
  );
};
