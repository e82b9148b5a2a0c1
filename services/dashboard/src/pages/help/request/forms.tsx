import type { SendCommandRequest } from '@caselog/api-contract';
import { useState } from 'react';
import { sendingFault } from '../ask/send.ts';
import { ErrorSummary, type FieldFault } from '../parts/error-summary.tsx';
import { TextField } from '../parts/fields.tsx';
import { say } from '../words/words.ts';
import { useCommand } from './command.ts';

interface WordsFormProps {
  readonly ticketId: string;
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  readonly label: string;
  readonly button: string;
  /** What is said once it was taken. */
  readonly done: string;
  /** Without it the words may be left out. */
  readonly missing?: () => string;
  readonly command: (words: string) => Pick<SendCommandRequest, 'type' | 'data'>;
}

/** A form of one text that becomes a command. */
const WordsForm = ({ ticketId, id, title, hint, label, button, done, missing, command }: WordsFormProps) => {
  const [words, setWords] = useState('');
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const giving = useCommand(ticketId);
  const send = (): void => {
    const found = missing !== undefined && words.trim() === '' ? [{ field: id, message: missing }] : [];
    setFaults(found);
    if (found.length === 0 && !giving.isPending)
      giving.mutate(command(words.trim()), { onSuccess: () => setWords('') });
  };
  return (
    <form
      className="panel"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <h2>{title}</h2>
      {hint !== undefined && <p>{hint}</p>}
      <ErrorSummary faults={giving.error ? [{ message: () => sendingFault(giving.error) }] : faults} />
      <TextField
        id={id}
        label={label}
        rows={3}
        value={words}
        onChange={setWords}
        fault={faults[0]?.message()}
      />
      <button type="submit" className="button" aria-disabled={giving.isPending}>
        {button}
      </button>
      <p role="status">{giving.isSuccess ? done : ''}</p>
    </form>
  );
};

export const ReplyForm = ({ ticketId }: { readonly ticketId: string }) => (
  <WordsForm
    ticketId={ticketId}
    id="reply"
    title={say('reply.title')}
    label={say('reply.body')}
    button={say('reply.send')}
    done={say('reply.sent')}
    missing={() => say('reply.missing')}
    command={(body) => ({ type: 'RecordRequesterReply', data: { channel: 'email', body } })}
  />
);

export const ReopenForm = ({
  ticketId,
  until,
}: {
  readonly ticketId: string;
  readonly until: string | null;
}) => (
  <WordsForm
    ticketId={ticketId}
    id="reopen"
    title={say('reopen.title')}
    {...(until !== null && { hint: say('reopen.until', { moment: until }) })}
    label={say('reopen.reason')}
    button={say('reopen.send')}
    done={say('reopen.sent')}
    command={(reason) => ({ type: 'ReopenTicket', data: reason === '' ? {} : { reason } })}
  />
);

/** Thanks are thanks: they reopen nothing. */
export const ThanksForm = ({ ticketId, isDone }: { readonly ticketId: string; readonly isDone: boolean }) => {
  const thanking = useCommand(ticketId);
  if (isDone) return <p role="status">{say('thanks.sent')}</p>;
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (!thanking.isPending) thanking.mutate({ type: 'ThankDesk', data: {} });
      }}
    >
      <h2>{say('thanks.title')}</h2>
      <ErrorSummary faults={thanking.error ? [{ message: () => sendingFault(thanking.error) }] : []} />
      <button type="submit" className="button" data-kind="primary" aria-disabled={thanking.isPending}>
        {say('thanks.send')}
      </button>
    </form>
  );
};
