import type { BoardResponse, BoardTable } from '@caselog/api-contract';
import { lazy, Suspense, type ReactElement } from 'react';
import { DottedChart } from './dotted-chart.tsx';
import { FlowMap } from './flow-map.tsx';
import type { BoardSearch } from './search.ts';
import { Ways } from './ways.tsx';

// The library of plots weighs as much as the rest of the page: boards without one do not wait for it.
const plots = () => import('./plots/plots.ts');
const BacklogPlot = lazy(async () => ({ default: (await plots()).BacklogPlot }));
const RatePlot = lazy(async () => ({ default: (await plots()).RatePlot }));
const ShareBars = lazy(async () => ({ default: (await plots()).ShareBars }));

const owners = ['desk', 'requester', 'third-party', 'closed-hours'] as const;
const targets = ['met', 'missed', 'running', 'cancelled'] as const;
const scores = ['score-1', 'score-2', 'score-3', 'score-4', 'score-5'] as const;

/** Whether a column holds anything but nought. Pure. */
const hasAny = ({ columns, rows }: BoardTable, key: string): boolean => {
  const place = columns.findIndex((column) => column.key === key);
  return rows.some(({ values }) => Number(values[place] ?? 0) > 0);
};

const pictureFor = (
  drawn: BoardResponse,
  table: BoardTable,
  search: BoardSearch,
): ReactElement | undefined => {
  if (table.rows.length === 0) return undefined;
  switch (`${drawn.board}/${table.id}`) {
    case 'backlog/states':
    case 'backlog/priorities':
      return <BacklogPlot table={table} />;
    case 'ownership/priorities':
    case 'ownership/episodes':
      return <ShareBars table={table} keys={owners} colours="owner" />;
    case 'targets/episodes':
    case 'targets/life':
      return <ShareBars table={table} keys={targets} colours="target" />;
    case 'flow-map/arcs':
      return drawn.drawing?.kind === 'flow-map' ? (
        <FlowMap drawn={drawn} drawing={drawn.drawing} arcs={table} search={search} />
      ) : undefined;
    case 'variants/ways':
      return <Ways table={table} />;
    case 'dotted-chart/cells':
      return drawn.drawing?.kind === 'dotted-chart' ? (
        <DottedChart drawing={drawn.drawing} table={table} />
      ) : undefined;
    case 'reopening/months':
      return <RatePlot table={table} rate="rate" of="reopened" among="resolved" />;
    case 'satisfaction/languages':
    case 'satisfaction/outcomes':
    case 'satisfaction/teams':
      return hasAny(table, 'answered') ? (
        <ShareBars table={table} keys={scores} colours="score" />
      ) : undefined;
    default:
      return undefined;
  }
};

/** The chart of a table; undefined where the table itself is the best picture, or there is nothing to draw. */
export const chartFor = (
  drawn: BoardResponse,
  table: BoardTable,
  search: BoardSearch,
): ReactElement | undefined => {
  const picture = pictureFor(drawn, table, search);
  return (
    picture && (
      <Suspense fallback={<div className="skeleton plot-skeleton" data-late aria-hidden="true" />}>
        {picture}
      </Suspense>
    )
  );
};
