import type { BoardTable } from '@caselog/api-contract';
import { Link } from '@tanstack/react-router';
import { StateChip } from '../../components/chips.tsx';
import { lifecycles, states, type Lifecycle } from '../../words/vocabulary.ts';
import { count } from '../../words/format.ts';
import { figureWords } from './words.ts';

const shownMost = 25;
const isState = (name: string): name is Lifecycle => Object.hasOwn(states, name);

/** A way as its states, glyph by glyph, with the name in words for whoever cannot see them. */
const Way = ({ way }: { readonly way: string }) => {
  const steps = way.split(' → ');
  if (!steps.every(isState)) return <span>{way}</span>;
  return (
    <span className="way" role="img" aria-label={way}>
      {steps.map((state, index) => (
        // A way comes back to states: its place is its name.
        <span key={index} className="chip" data-state={state} title={states[state].label}>
          <span className="glyph" aria-hidden="true">
            {states[state].glyph}
          </span>
        </span>
      ))}
    </span>
  );
};

/** The ways tickets went, the most frequent first. */
export const Ways = ({ table }: { readonly table: BoardTable }) => {
  const rows = table.rows.slice(0, shownMost);
  const most = Number(rows[0]?.values[2] ?? 1);
  return (
    <div>
      <ul className="legend">
        {lifecycles.map((state) => (
          <li key={state}>
            <StateChip state={state} />
          </li>
        ))}
      </ul>
      <ol className="ways">
        {rows.map(({ key, values: [way, , tickets, share, median] }) => (
          <li key={key}>
            <Link
              from="/boards"
              to="/boards"
              search={(before) => ({ ...before, figure: `${table.id}/${key}/tickets` })}
            >
              {count(Number(tickets))}
            </Link>
            <span>{figureWords(share!, 'share')}</span>
            <svg className="way-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(Number(tickets) / most) * 100} height={8} />
            </svg>
            <Way way={String(way)} />
            <span className="muted">{figureWords(median!, 'ms')}</span>
          </li>
        ))}
      </ol>
      <p className="muted plot-note">
        Tickets, their share, the states in order, and the median time.
        {table.rows.length > shownMost &&
          ` The ${shownMost} most frequent of ${table.rows.length} rows; the table has them all.`}
      </p>
    </div>
  );
};
