import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useId, useState, type ReactNode } from 'react';
import { MomentField } from '../../components/moment-field.tsx';
import { choicesQuery } from './queries.ts';
import { isLimited, withoutFigure, type BoardSearch, type Priority } from './search.ts';

const route = getRouteApi('/boards');
const priorities: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];

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

interface WordProps {
  readonly label: string;
  /** The values there are; another may be written all the same. */
  readonly choices: readonly string[];
  /** Called when somebody is about to choose. */
  readonly onWant: () => void;
  readonly value: string | undefined;
  readonly onChange: (word: string | undefined) => void;
}

const Word = ({ label, value, choices, onWant, onChange }: WordProps) => {
  const [draft, setDraft] = useState<string>();
  const take = () => {
    if (draft !== undefined && draft !== (value ?? ''))
      onChange(draft.trim() === '' ? undefined : draft.trim());
    setDraft(undefined);
  };
  return (
    <Field label={label}>
      {(id) => (
        <>
          <input
            id={id}
            list={`${id}-choices`}
            autoComplete="off"
            className="input"
            onFocus={onWant}
            value={draft ?? value ?? ''}
            onChange={({ target }) => setDraft(target.value)}
            onBlur={take}
            onKeyDown={({ key }) => key === 'Enter' && take()}
          />
          <datalist id={`${id}-choices`}>
            {choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
};

interface NamesProps {
  readonly search: BoardSearch;
  readonly onChange: (change: Pick<BoardSearch, 'team' | 'customer'>) => void;
}

/** Team and customer, with the values there are: asked for when somebody is about to choose. */
const Names = ({ search, onChange }: NamesProps) => {
  const [isWanted, setWanted] = useState(false);
  const { data: there } = useQuery({ ...choicesQuery, enabled: isWanted });
  const onWant = () => setWanted(true);
  return (
    <>
      <Word
        label="Team"
        choices={there?.teams ?? []}
        onWant={onWant}
        value={search.team}
        onChange={(team) => onChange({ team })}
      />
      <Word
        label="Customer"
        choices={there?.customers ?? []}
        onWant={onWant}
        value={search.customer}
        onChange={(customer) => onChange({ customer })}
      />
    </>
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
      <MomentField label="As of" value={search.asOf} onChange={(asOf) => set({ asOf })} />
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
      <MomentField label="Opened from" value={search.from} onChange={(from) => set({ from })} />
      <MomentField label="Opened before" value={search.to} onChange={(to) => set({ to })} />
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
      <Names search={search} onChange={set} />
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
