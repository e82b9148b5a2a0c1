// How tickets stand and move.

import { chip, h, number } from './dom.js';

const duration = (ms) => {
  const hours = ms / 3_600_000;
  if (hours < 1) return `${Math.round(ms / 60_000)} min`;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${number.format(Math.round(hours / 24))} days`;
};

const stateItem = ({ state, count }, most) =>
  h(
    'li',
    {},
    chip(state),
    h('span', {}, number.format(count)),
    h('progress', { className: 'bar', max: most, value: count, ariaLabel: `${state}: ${count}` }),
  );

const edgeRow = ({ from, to, count, inferred, meanMs }) =>
  h(
    'tr',
    {},
    h('td', {}, `${from} → ${to}`),
    h('td', { className: 'number' }, number.format(count)),
    h('td', { className: 'number' }, number.format(inferred)),
    h('td', { className: 'number' }, duration(meanMs)),
  );

const edgeTable = (edges) =>
  h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'From → to'),
        ['Times', 'Inferred', 'Mean stay'].map((title) =>
          h('th', { scope: 'col', className: 'number' }, title),
        ),
      ),
    ),
    h('tbody', {}, edges.map(edgeRow)),
  );

/** A panel with the flow; `update` redraws it and leaves the table as open as it is. */
export const flowPanel = () => {
  const list = h('ul', { className: 'states' });
  const table = h('div', { className: 'scroll' });
  const title = h('span', { className: 'muted' });
  const element = h(
    'section',
    { className: 'panel' },
    h('div', { className: 'panel-head' }, h('h2', {}, 'Flow'), title),
    list,
    h('details', {}, h('summary', {}, 'Edges'), table),
  );
  const update = ({ states, edges }) => {
    const most = Math.max(1, ...states.map(({ count }) => count));
    const tickets = states.reduce((sum, { count }) => sum + count, 0);
    title.textContent = `${number.format(tickets)} tickets`;
    list.replaceChildren(...states.map((state) => stateItem(state, most)));
    table.replaceChildren(edgeTable(edges));
  };
  return { element, update };
};
