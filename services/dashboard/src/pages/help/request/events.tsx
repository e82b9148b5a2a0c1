import type { EventView } from '@caselog/api-contract';
import { AttachedFiles } from '../../../components/attached-files.tsx';
import { formats, say } from '../words/words.ts';

interface Data {
  readonly items?: readonly { readonly itemId: string; readonly text: string }[];
  readonly files?: readonly unknown[];
  readonly priority?: string;
  readonly body?: string | null;
  readonly reason?: string | null;
  readonly text?: string | null;
  readonly description?: string | null;
}

/** What an event is to a requester; null: nothing that concerns it. Pure. */
const wordsOfEvent = (type: string, data: Data): string | null => {
  switch (type) {
    case 'DataRequested':
      return say('event.DataRequested', { count: data.items?.length ?? 1 });
    case 'DataItemSupplied':
      return say('event.DataItemSupplied', { count: data.files?.length ?? 0 });
    case 'TicketReprioritised':
      return say('event.TicketReprioritised', { priority: data.priority ?? '' });
    case 'TicketOpened':
    case 'TicketTriaged':
    case 'WaitEnded':
    case 'TicketEscalated':
    case 'TicketReferred':
    case 'TicketResolved':
    case 'TicketReopened':
    case 'ReplySent':
    case 'RequesterReplied':
    case 'TicketAssigned':
    case 'RequesterThanked':
    case 'OutageLinked':
    case 'OutageUnlinked':
    case 'ReminderIssued':
    case 'TargetMissed':
    case 'SurveySent':
    case 'SurveyAnswered':
    case 'SurveyAnswerChanged':
      return say(`event.${type}`);
    default:
      return null;
  }
};

/** What was said with it: shown to a requester where it was said to or by it. Pure. */
const saidWith = ({ body, reason, text, description }: Data): string | null =>
  body ?? text ?? reason ?? description ?? null;

const isShown = (text: string | null): text is string => text !== null && text !== '[withheld]';

/** Everything that happened and concerns the requester, in words, oldest first, each with its moment and zone. */
export const Happenings = ({
  ticketId,
  history,
}: {
  readonly ticketId: string;
  readonly history: readonly EventView[];
}) => (
  <ol className="happenings">
    {history.map(({ eventId, type, data, occurredAt }) => {
      const known = data as Data;
      const words = wordsOfEvent(type, known);
      const said = saidWith(known);
      if (words === null) return null;
      return (
        <li key={eventId}>
          <time dateTime={occurredAt}>{formats().fullMoment(occurredAt)}</time>
          <div>
            <p>{words}</p>
            {known.items?.map(({ itemId, text }) => (
              <p key={itemId} dir="auto">
                {text}
              </p>
            ))}
            {isShown(said) && <blockquote dir="auto">{said}</blockquote>}
            <AttachedFiles
              ticketId={ticketId}
              files={known.files}
              label={(name, bytes) => say('file.download', { name, size: formats().size(bytes) })}
            />
          </div>
        </li>
      );
    })}
  </ol>
);
