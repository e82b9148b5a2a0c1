import { getRouteApi } from '@tanstack/react-router';
import { useId, useState, type ReactNode } from 'react';
import { isLimited, withoutFigure, type BoardSearch, type Priority } from './search.ts';

const route = getRouteApi('/boards');
const priorities: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];

/** The local time a date field shows for an instant, and back. */
const toField = (instant: string | undefined): string => {
  if (instant === undefined) return '';
  const date = new Date(instant);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
};
const fromField = (text: string): string | undefined =>
  text === '' ? undefined : new Date(text).toISOString();

const Field = ({
  label,
  children,
}: {
  readonly label: string;
  readonly children: (id: string) => ReactNode;
}) => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
};

interface MomentProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (instant: string | undefined) => void;
}

/** A moment in the reader's own time; taken when the field is left or Enter pressed, not while it is written. */
const Moment = ({ label, value, onChange }: MomentProps) => {
  const shown = toField(value);
  const [draft, setDraft] = useState<string>();
  const take = () => {
    if (draft !== undefined && draft !== shown) onChange(fromField(draft));
    setDraft(undefined);
  };
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          className="input"
          type="datetime-local"
          value={draft ?? shown}
          onChange={({ target }) => setDraft(target.value)}
          onBlur={take}
          onKeyDown={({ key }) => key === 'Enter' && take()}
        />
      )}
    </Field>
  );
};

const Word = ({ label, value, onChange }: MomentProps) => {
  const [draft, setDraft] = useState<string>();
  const take = () => {
    if (draft !== undefined && draft !== (value ?? ''))
      onChange(draft.trim() === '' ? undefined : draft.trim());
    setDraft(undefined);
  };
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          className="input"
          value={draft ?? value ?? ''}
          onChange={({ target }) => setDraft(target.value)}
          onBlur={take}
          onKeyDown={({ key }) => key === 'Enter' && take()}
        />
      )}
    </Field>
  );
};

/** Which tickets are counted, and as of when. Everything here stands in the address. */
export const PopulationBar = ({ search }: { readonly search: BoardSearch }) => {
  const navigate = route.useNavigate();
  const set = (change: Partial<BoardSearch>) =>
    void navigate({ search: (before) => ({ ...withoutFigure(before), ...change }) });
  const chosen = search.priority ?? [];
  const toggle = (priority: Priority) => {
    const next = priorities.filter((each) => chosen.includes(each) !== (each === priority));
    set({ priority: next.length === 0 ? undefined : next });
  };
  return (
    <fieldset className="population">
      <legend className="visually-hidden">Which tickets are counted</legend>
      <Moment label="As of" value={search.asOf} onChange={(asOf) => set({ asOf })} />
      <Field label="Known">
        {(id) => (
          <select
            id={id}
            className="input"
            value={search.by ?? 'occurredAt'}
            onChange={({ target }) => set({ by: target.value === 'recordedAt' ? 'recordedAt' : undefined })}
          >
            <option value="occurredAt">as it had happened</option>
            <option value="recordedAt">as the ledger knew it</option>
          </select>
        )}
      </Field>
      <Moment label="Opened from" value={search.from} onChange={(from) => set({ from })} />
      <Moment label="Opened before" value={search.to} onChange={(to) => set({ to })} />
      <div className="field" role="group" aria-label="Priority">
        <span>Priority</span>
        <span className="presses">
          {priorities.map((priority) => (
            <button
              key={priority}
              type="button"
              className="button"
              aria-pressed={chosen.includes(priority)}
              onClick={() => toggle(priority)}
            >
              {priority}
            </button>
          ))}
        </span>
      </div>
      <Word label="Team" value={search.team} onChange={(team) => set({ team })} />
      <Word label="Customer" value={search.customer} onChange={(customer) => set({ customer })} />
      {isLimited(search) && (
        <button
          type="button"
          className="button"
          data-kind="quiet"
          onClick={() =>
            set({ from: undefined, to: undefined, priority: undefined, team: undefined, customer: undefined })
          }
        >
          Count all tickets
        </button>
      )}
    </fieldset>
  );
};
