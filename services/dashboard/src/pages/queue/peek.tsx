import { Link } from '@tanstack/react-router';
import { OwnerChip, PriorityChip, StateChip } from '../../components/chips.tsx';
import { CountdownText } from '../../components/countdown.tsx';
import { fullMoment } from '../../words/format.ts';
import type { QueueList } from './queue-list.ts';

interface PeekProps {
  readonly ticketId: string;
  readonly list: QueueList;
  readonly onClose: () => void;
}

/** A look at a ticket beside the queue, without leaving it. */
export const Peek = ({ ticketId, list, onClose }: PeekProps) => {
  const row = list.rows.get(ticketId);
  const clock = list.clocks.get(ticketId);
  if (!row) return null;
  return (
    <aside className="peek panel no-print" aria-label="Peek">
      <header>
        <h2>
          <bdi>{row.subject ?? row.ticketId}</bdi>
        </h2>
        <button type="button" className="button" data-kind="quiet" onClick={onClose}>
          Close <kbd aria-hidden="true">Esc</kbd>
        </button>
      </header>
      <p>
        <PriorityChip priority={row.priority} /> <StateChip state={row.lifecycle} />{' '}
        {clock && <OwnerChip owner={clock.clock.owner} />}
      </p>
      {clock && (
        <p>
          <CountdownText clock={clock.clock} readAtMs={clock.readAtMs} />
        </p>
      )}
      <dl>
        <dt>Asked</dt>
        <dd>{fullMoment(row.openedAt)}</dd>
        <dt>In this state since</dt>
        <dd>{fullMoment(row.waitingSince)}</dd>
        <dt>Assignee</dt>
        <dd>
          <bdi>{row.assigneeId ?? 'nobody'}</bdi>
        </dd>
        <dt>Team</dt>
        <dd>
          <bdi>{row.team ?? 'none'}</bdi>
        </dd>
        <dt>Language</dt>
        <dd>{row.language}</dd>
      </dl>
      <Link className="button" to="/tickets/$ticketId" params={{ ticketId }}>
        Open
      </Link>
    </aside>
  );
};
