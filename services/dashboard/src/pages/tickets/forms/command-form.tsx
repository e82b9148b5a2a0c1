import { ApiProblemError, type SendCommandRequest, type TicketResponse } from '@caselog/api-contract';
import { commandSchemas, type CommandType } from '@caselog/api-contract/machine';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { client } from '../../../api/client.ts';
import { wordsOf } from '../../../app/error-page.tsx';
import { useIsStale } from '../../../live/use-live.ts';
import { useMe } from '../../../session/session.ts';
import { browser } from '../../../time/browser.ts';
import { commandWords } from '../words/commands.ts';
import { eventWords } from '../words/events.ts';
import { Fields } from './field-input.tsx';
import { fieldsOf } from './fields.ts';
import { prefill } from './prefill.ts';
import { dataOf, emptyValues } from './values.ts';

interface FormProps {
  readonly ticket: TicketResponse;
  readonly type: CommandType;
  readonly onDone: () => void;
}

type Faults = ReadonlyMap<string, string>;

/** What the schema says against the data, by the place of each. Pure. */
const faultsOf = (type: CommandType, data: unknown): Faults => {
  const { error } = commandSchemas[type].safeParse(data);
  return new Map(error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []);
};

/** What happened since the form was opened: it stands there to be read before the command is offered again. */
const Between = ({ ticket, since }: { readonly ticket: TicketResponse; readonly since: number }) => (
  <ul>
    {ticket.history
      .filter(({ revision }) => revision > since)
      .map(({ eventId, type, data }) => (
        <li key={eventId}>{eventWords(type, data).title}</li>
      ))}
  </ul>
);

const useCommand = ({ ticket, type, onDone }: FormProps) => {
  // The revision the reader saw; what comes meanwhile must be seen before it is decided upon.
  const [seen, setSeen] = useState(ticket.revision);
  const [commandId] = useState(browser.uuid);
  const sending = useMutation({
    mutationFn: (data: unknown) => {
      const request = { commandId: `${commandId}.${seen}`, type, data, expectedRevision: seen };
      return client.sendCommand(ticket.ticketId, request as SendCommandRequest);
    },
    onSuccess: onDone,
  });
  const isConflict = sending.error instanceof ApiProblemError && sending.error.kind === 'revision-conflict';
  const again = () => {
    setSeen(ticket.revision);
    sending.reset();
  };
  return { sending, seen, isConflict, again };
};

const Refused = ({ error }: { readonly error: unknown }) => (
  <p className="notice" data-tone="bad" role="alert">
    {wordsOf(error)}
  </p>
);

interface EndProps {
  readonly label: string;
  readonly isOff: boolean;
  readonly onCancel: () => void;
}

const End = ({ label, isOff, onCancel }: EndProps) => {
  const isStale = useIsStale();
  return (
    <div className="command-end">
      <button type="submit" className="button" data-kind="primary" disabled={isStale || isOff}>
        {label}
      </button>
      <button type="button" className="button" data-kind="quiet" onClick={onCancel}>
        Cancel
      </button>
      {isStale && <span className="muted">Commands wait until the desk is heard again.</span>}
    </div>
  );
};

/** Escape closes the form, and Enter with Control or Command sends it, from wherever the focus is in it. */
const useFormKeys = (form: RefObject<HTMLFormElement | null>, close: () => void): void => {
  const closes = useEffectEvent(close);
  useEffect(() => {
    const element = form.current;
    element?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') closes();
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) element?.requestSubmit();
    };
    element?.addEventListener('keydown', onKey);
    return () => element?.removeEventListener('keydown', onKey);
  }, [form]);
};

/** A command's form, made from the schema its data are checked by. What was typed stays, whatever happens to the ticket meanwhile. */
export const CommandForm = (props: FormProps) => {
  const { ticket, type, onDone } = props;
  const me = useMe();
  const form = useRef<HTMLFormElement>(null);
  const [fields] = useState(() => fieldsOf(commandSchemas[type]));
  const [values, setValues] = useState(() => emptyValues(fields, prefill(type, ticket, me)));
  const [faults, setFaults] = useState<Faults>(new Map());
  const { sending, seen, isConflict, again } = useCommand(props);
  useFormKeys(form, onDone);
  const submit = () => {
    const data = dataOf(fields, values);
    const found = faultsOf(type, data);
    setFaults(found);
    const [first] = found.keys();
    if (first === undefined) sending.mutate(data);
    else form.current?.querySelector<HTMLElement>(`[data-path^="${first}"]`)?.focus();
  };
  const { label } = commandWords[type];
  return (
    <form
      ref={form}
      className="command-form panel"
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2>{label}</h2>
      {faults.size > 0 && (
        <p className="notice" data-tone="bad" role="alert">
          {faults.size === 1
            ? 'One thing is missing or wrong.'
            : `${faults.size} things are missing or wrong.`}
        </p>
      )}
      <Fields fields={fields} values={values} path="" faults={faults} onChange={setValues} />
      {isConflict ? (
        <div className="notice" data-tone="warn" role="alert">
          <p>Meanwhile this happened:</p>
          <Between ticket={ticket} since={seen} />
          <button type="button" className="button" onClick={again}>
            I have seen it
          </button>
        </div>
      ) : (
        sending.error !== null && <Refused error={sending.error} />
      )}
      <End label={label} isOff={sending.isPending || isConflict} onCancel={onDone} />
    </form>
  );
};
