import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef, type RefObject } from 'react';
import { client } from '../../api/client.ts';
import { useKeys } from '../../app/keys.ts';
import { preferences, usePreferences } from '../../app/preferences.ts';
import { PriorityChip, StateChip } from '../../components/chips.tsx';
import { count } from '../../words/format.ts';
import { lifecycles, priorities, type Priority } from '../../words/vocabulary.ts';
import { isFiltered, type QueueSearch } from './search.ts';

const route = getRouteApi('/queue');
const open = lifecycles.filter((state) => state !== 'resolved' && state !== 'surveyed');
const everyPriority = Object.keys(priorities) as readonly Priority[];

const toggled = <Value extends string>(
  values: readonly Value[] | undefined,
  value: Value,
): Value[] | undefined => {
  const next = values?.includes(value) ? values.filter((each) => each !== value) : [...(values ?? []), value];
  return next.length === 0 ? undefined : next;
};

const useFacets = () =>
  useQuery({
    queryKey: ['queue', 'facets'],
    queryFn: ({ signal }) => client.queueFacets({ signal }),
    staleTime: 30_000,
  });

type Facets = ReturnType<typeof useFacets>['data'];

const countOf = (facets: Facets, facet: 'lifecycle' | 'priority', value: string): string => {
  const found = facets?.[facet].find((each) => each.value === value);
  return facets ? count(found?.count ?? 0) : '';
};

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string | null; readonly count: number }[];
  readonly onChange: (value: string | undefined) => void;
}

const Choice = ({ label, value, options, onChange }: ChoiceProps) => (
  <label className="choice">
    {label}
    <select
      className="input"
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
    >
      <option value="">All</option>
      {value !== undefined && !options.some((option) => option.value === value) && (
        <option value={value}>{value}</option>
      )}
      {options.map((option) =>
        option.value === null ? null : (
          <option key={option.value} value={option.value}>
            {option.value} ({count(option.count)})
          </option>
        ),
      )}
    </select>
  </label>
);

interface PartProps {
  readonly search: QueueSearch;
  readonly facets: Facets;
  readonly set: (change: Partial<QueueSearch>, replace?: boolean) => void;
}

const Priorities = ({
  search,
  facets,
  set,
  first,
}: PartProps & { readonly first: RefObject<HTMLButtonElement | null> }) => (
  <fieldset className="toggles" aria-label="Priority">
    {everyPriority.map((value, index) => (
      <button
        key={value}
        ref={index === 0 ? first : undefined}
        type="button"
        className="button"
        aria-pressed={search.priority?.includes(value) ?? false}
        onClick={() => set({ priority: toggled(search.priority, value) })}
      >
        <PriorityChip priority={value} />
        <span className="muted">{countOf(facets, 'priority', value)}</span>
      </button>
    ))}
  </fieldset>
);

const States = ({ search, facets, set }: PartProps) => (
  <fieldset className="toggles" aria-label="State">
    {open.map((value) => (
      <button
        key={value}
        type="button"
        className="button"
        aria-pressed={search.lifecycle?.includes(value) ?? false}
        onClick={() => set({ lifecycle: toggled(search.lifecycle, value) })}
      >
        <StateChip state={value} />
        <span className="muted">{countOf(facets, 'lifecycle', value)}</span>
      </button>
    ))}
  </fieldset>
);

const Order = ({ search, set }: Omit<PartProps, 'facets'>) => {
  const { pages } = usePreferences();
  return (
    <>
      <label className="choice">
        Order
        <select
          className="input"
          value={search.sort ?? ''}
          onChange={({ target }) => set({ sort: target.value === 'waiting' ? 'waiting' : undefined })}
        >
          <option value="">Priority, then request</option>
          <option value="waiting">Longest in its state</option>
        </select>
      </label>
      <label className="choice tick">
        <input
          type="checkbox"
          checked={pages}
          onChange={({ target }) => preferences.set({ pages: target.checked })}
        />
        In pages
      </label>
    </>
  );
};

const Words = ({ search, set }: Omit<PartProps, 'facets'>) => {
  const words = useRef<HTMLInputElement>(null);
  useKeys({
    '/': (event) => {
      event.preventDefault();
      words.current?.focus();
    },
  });
  return (
    <label className="choice">
      Words
      <input
        ref={words}
        className="input"
        type="search"
        placeholder="Subject or ticket"
        value={search.words ?? ''}
        onChange={({ target }) => set({ words: target.value === '' ? undefined : target.value }, true)}
      />
    </label>
  );
};

interface FiltersProps {
  readonly search: QueueSearch;
  readonly onClear: () => void;
}

/** What is shown, and in which order; all of it stands in the address. */
export const Filters = ({ search, onClear }: FiltersProps) => {
  const navigate = route.useNavigate();
  const { data: facets } = useFacets();
  const first = useRef<HTMLButtonElement>(null);
  const set: PartProps['set'] = (change, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace, resetScroll: !replace });
  useKeys({
    f: (event) => {
      event.preventDefault();
      first.current?.focus();
    },
  });
  return (
    <search className="filters no-print" aria-label="Filters">
      <Priorities search={search} facets={facets} set={set} first={first} />
      <States search={search} facets={facets} set={set} />
      <div className="choices">
        <Words search={search} set={set} />
        <Choice
          label="Team"
          value={search.team}
          options={facets?.team ?? []}
          onChange={(team) => set({ team })}
        />
        <Choice
          label="Assignee"
          value={search.assignee}
          options={facets?.assigneeId ?? []}
          onChange={(assignee) => set({ assignee })}
        />
        <Order search={search} set={set} />
        {isFiltered(search) && (
          <button type="button" className="button" data-kind="quiet" onClick={onClear}>
            Clear
          </button>
        )}
      </div>
    </search>
  );
};
