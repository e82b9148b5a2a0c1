import type { QueueRow } from '@caselog/api-contract';
import { memo, type CSSProperties } from 'react';
import { OwnerChip, PriorityChip, StateChip } from '../../components/chips.tsx';
import { CountdownText, type ReadClock } from '../../components/countdown.tsx';
import { shortMoment } from '../../words/format.ts';
import { states } from '../../words/vocabulary.ts';
import { ticketHref } from './use-ticket-links.ts';

export interface QueueRowProps {
  readonly row: QueueRow;
  readonly clock: ReadClock | undefined;
  readonly index: number;
  readonly hasLeft: boolean;
  readonly isSelected: boolean;
  readonly style?: CSSProperties | undefined;
}

/** One line of the queue. Drawn anew only when its ticket or its clock is. */
export const QueueRowLine = memo(
  ({ row, clock, index, hasLeft, isSelected, style }: QueueRowProps) => (
    <div
      role="row"
      className="queue-row"
      aria-rowindex={index + 2}
      data-ticket={row.ticketId}
      data-revision={row.revision}
      data-left={hasLeft || undefined}
      data-selected={isSelected || undefined}
      style={style}
    >
      <span role="cell">
        <PriorityChip priority={row.priority} />
      </span>
      <span role="cell" className="subject">
        <a href={ticketHref(row.ticketId)}>
          <bdi>{row.subject ?? row.ticketId}</bdi>
        </a>
        {hasLeft && <span className="muted"> now {states[row.lifecycle].label.toLowerCase()}</span>}
        {isSelected && <span className="visually-hidden">, selected</span>}
      </span>
      <span role="cell">
        <StateChip state={row.lifecycle} />
      </span>
      <span role="cell">{clock && <OwnerChip owner={clock.clock.owner} />}</span>
      <span role="cell">{clock && <CountdownText clock={clock.clock} readAtMs={clock.readAtMs} />}</span>
      <span role="cell" className="who">
        <bdi>{row.assigneeId ?? row.team ?? '—'}</bdi>
      </span>
      <span role="cell" className="muted when">
        <time dateTime={row.openedAt}>{shortMoment(row.openedAt)}</time>
      </span>
    </div>
  ),
  (a, b) =>
    a.row === b.row &&
    a.clock === b.clock &&
    a.index === b.index &&
    a.hasLeft === b.hasLeft &&
    a.isSelected === b.isSelected &&
    a.style?.transform === b.style?.transform,
);

/** The heads of the columns. */
export const QueueHead = () => (
  <div role="rowgroup">
    <div role="row" className="queue-row queue-titles" aria-rowindex={1}>
      {['Priority', 'Subject', 'State', 'Time runs for', 'Next target', 'With', 'Asked'].map((title) => (
        <span role="columnheader" key={title}>
          {title}
        </span>
      ))}
    </div>
  </div>
);
