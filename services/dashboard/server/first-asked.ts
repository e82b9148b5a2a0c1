import { boardIds, type BoardId } from '@caselog/api-contract';

export interface Visit {
  /** Below the app's own path. */
  readonly path: string;
  /** What stands behind the path: filters and the like. */
  readonly search: URLSearchParams;
  /** Whether the browser brings a session: without one there is nothing to ask. */
  readonly hasSession: boolean;
  /** The header in which the browser says what its reader reads. */
  readonly acceptLanguage?: string | undefined;
}

/** What moves the eye only: the same figures are asked for, whatever it says. */
const looks = ['board', 'figure', 'activities', 'paths'];
/** Boards that are drawn without the library of plots. */
const withoutPlots: readonly BoardId[] = ['flow-map', 'variants', 'dotted-chart', 'waiting'];

const boardOf = ({ search }: Visit): BoardId =>
  boardIds.find((board) => board === search.get('board')) ?? 'backlog';

/** Whether a visit will draw plots. Pure. */
export const needsPlots = (visit: Visit): boolean => !withoutPlots.includes(boardOf(visit));

/**
 * Which addresses of the API a page asks first, to the letter: what is asked for beside the scripts is there when they run. Where
 * filters say otherwise, the page asks by itself. Pure.
 */
export const firstAsked = (visit: Visit): readonly string[] => {
  const { path, search } = visit;
  const [page, id, ...rest] = path.split('/');
  if (page === 'boards' && id === undefined && [...search.keys()].every((key) => looks.includes(key)))
    return [`/boards/${boardOf(visit)}`];
  if (search.size > 0) return [];
  if (page === 'queue' && id === undefined) return ['/queue?sort=priority&limit=100', '/queue/facets'];
  const isTicket = page === 'tickets' && rest.length === 0 && /^[0-9a-f-]{36}$/.test(id ?? '');
  return isTicket ? [`/tickets/${id}`] : [];
};
