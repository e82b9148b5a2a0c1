import { pathOf, type EventView, type ReceiptsResponse } from '@caselog/api-contract';
import { AttachedFiles } from '../../../components/attached-files.tsx';
import { fullMoment } from '../../../words/format.ts';
import { sizeInWords } from '../../../words/size.ts';
import { eventWords } from '../words/events.ts';

interface ReceiptProps {
  readonly event: EventView;
  readonly ticketId: string;
  readonly receipts: ReceiptsResponse | undefined;
}

/** Where an entry stands in the ledger, under which hash, and how anybody checks that it does. */
const Receipt = ({ event, ticketId, receipts }: ReceiptProps) => {
  const leaf = receipts?.receipts.find(({ revision }) => revision === event.revision)?.leafHash;
  const isSigned = (receipts?.log?.size ?? 0) >= event.position;
  return (
    <details className="receipt">
      <summary>Receipt</summary>
      <dl>
        <dt>Stream</dt>
        <dd className="mono">{event.stream}</dd>
        <dt>Revision</dt>
        <dd>{event.revision}</dd>
        <dt>Position</dt>
        <dd>{event.position}</dd>
        <dt>Leaf hash</dt>
        <dd className="mono hash">{leaf ?? 'not told here'}</dd>
        <dt>Recorded</dt>
        <dd>{fullMoment(event.recordedAt)}</dd>
        <dt>Proof</dt>
        <dd>
          {isSigned ? (
            <a href={pathOf('proof', { ticketId, revision: String(event.revision) })} download>
              .tlog-proof of {receipts?.log?.origin}
            </a>
          ) : (
            'not signed yet'
          )}
        </dd>
      </dl>
    </details>
  );
};

interface EntryProps extends ReceiptProps {
  readonly number: number;
  readonly isLater: boolean;
}

const Entry = ({ number, isLater, ...of }: EntryProps) => {
  const { event } = of;
  const { title, said, facts } = eventWords(event.type, event.data);
  return (
    <li className="entry" data-type={event.type} data-later={isLater || undefined} id={`event-${number}`}>
      <span className="entry-number">{number}</span>
      <div className="entry-body">
        <p>
          <strong>{title}</strong> <span className="muted">by</span> <bdi>{event.actor}</bdi>{' '}
          <time className="muted" dateTime={event.occurredAt}>
            {fullMoment(event.occurredAt)}
          </time>
        </p>
        {said !== undefined && (
          <p className="entry-said">
            <bdi>{said}</bdi>
          </p>
        )}
        <AttachedFiles
          ticketId={of.ticketId}
          files={event.data['files']}
          label={(name, bytes) => `Download ${name} (${sizeInWords(bytes)})`}
        />
        {facts.length > 0 && (
          <dl className="entry-facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        )}
        <Receipt {...of} />
      </div>
    </li>
  );
};

interface TimelineProps {
  readonly ticketId: string;
  readonly history: readonly EventView[];
  /** How many of them had happened by the moment shown. */
  readonly shown: number;
  readonly receipts: ReceiptsResponse | undefined;
}

/** Every event in words, the latest first, each with its receipt. What had not happened yet at the moment shown is not shown. */
export const Timeline = ({ ticketId, history, shown, receipts }: TimelineProps) => (
  <section aria-labelledby="events-title">
    <h2 id="events-title">Events</h2>
    <ol className="timeline" reversed>
      {history
        .slice(0, shown)
        .map((event, index) => (
          <Entry
            key={event.eventId}
            event={event}
            ticketId={ticketId}
            receipts={receipts}
            number={index + 1}
            isLater={false}
          />
        ))
        .toReversed()}
    </ol>
  </section>
);
