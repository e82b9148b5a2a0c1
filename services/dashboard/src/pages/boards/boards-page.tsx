import { boardIds, type BoardId } from '@caselog/api-contract';
import { getRouteApi, Link } from '@tanstack/react-router';
import { BoardView } from './board-view.tsx';
import { PopulationBar } from './population-bar.tsx';
import { boardOf, withoutFigure } from './search.ts';
import './boards.css';

const route = getRouteApi('/boards');

const names: Readonly<Record<BoardId, string>> = {
  backlog: 'Backlog',
  targets: 'Response and resolution',
  ownership: 'Whose time it was',
  waiting: 'Waiting longest',
  'flow-map': 'Flow map',
  variants: 'Variants',
  'dotted-chart': 'Dotted chart',
  reopening: 'Reopenings',
  satisfaction: 'Satisfaction',
};

/** The desk's figures: one board at a time, of one population at one instant, both in the address. */
export const BoardsPage = () => {
  const search = route.useSearch();
  const shown = boardOf(search);
  return (
    <section className="boards">
      <header className="boards-head">
        <h1>Boards</h1>
        <nav aria-label="Boards">
          <ul>
            {boardIds.map((board) => (
              <li key={board}>
                <Link
                  from="/boards"
                  to="/boards"
                  search={(before) => ({ ...withoutFigure(before), board })}
                  aria-current={board === shown ? 'true' : undefined}
                  activeProps={{}}
                >
                  {names[board]}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <PopulationBar search={search} />
      <BoardView key={shown} board={shown} search={search} />
    </section>
  );
};
