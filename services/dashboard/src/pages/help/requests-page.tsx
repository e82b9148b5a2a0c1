import type { MyTicketsResponse } from '@caselog/api-contract';
import { Link } from '@tanstack/react-router';
import { mayUseRoute, useMe } from '../../session/session.ts';
import { useReaderLanguage } from '../../words/reader.ts';
import { Frame } from './parts/frame.tsx';
import { usePageTitle } from './parts/page-title.ts';
import { useRequests } from './parts/queries.ts';
import { faultInWords } from './words/faults.ts';
import { formats, say } from './words/words.ts';

type Row = MyTicketsResponse['rows'][number];

/** A requester's leads to its own page in words; what was referred to a partner, to the ticket it works on. */
const Request = ({ ticketId, subject, lifecycle, openedAt }: Row) => (
  <li>
    {subject === null ? (
      <Link to="/tickets/$ticketId" params={{ ticketId }} search={{}}>
        {say('requests.unnamed')} · <bdi className="mono">{ticketId}</bdi>
      </Link>
    ) : (
      <Link to="/help/requests/$ticketId" params={{ ticketId }} search={{}}>
        <bdi>{subject}</bdi>
      </Link>
    )}
    <span className="muted">
      {say(`state.${lifecycle}`)} · {say('requests.opened', { moment: formats().moment(openedAt) })}
    </span>
  </li>
);

/** Somebody's own requests, the latest first. */
export const RequestsPage = () => {
  useReaderLanguage();
  const title = say('requests.title');
  usePageTitle(title);
  const me = useMe();
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useRequests();
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Frame title={title}>
      {error && <p role="alert">{faultInWords(error)}</p>}
      {!data && !error && <p>{say('site.loading')}</p>}
      {data && rows.length === 0 && <p>{say('requests.none')}</p>}
      <ul className="requests">
        {rows.map((row) => (
          <Request key={row.ticketId} {...row} />
        ))}
      </ul>
      {hasNextPage && (
        <button
          type="button"
          className="button"
          aria-disabled={isFetching}
          onClick={() => {
            if (!isFetching) void fetchNextPage();
          }}
        >
          {say('requests.more')}
        </button>
      )}
      {mayUseRoute(me, 'previewTicket') && (
        <p>
          <Link className="button" data-kind="primary" to="/help/ask" search={{}}>
            {say('start.ask')}
          </Link>
        </p>
      )}
    </Frame>
  );
};
