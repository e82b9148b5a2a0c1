// The queue, by priority and then by time of request, with the flow beside it.

import { chip, h, number, priorityMark, read, time } from './dom.js';
import { flowPanel } from './flow.js';

const refreshMs = 1_000;
const pageRows = 50;
const openStates = ['opened', 'triaged', 'awaiting-data', 'escalated', 'third-party'];
const columns = ['Priority', 'Ticket', 'State', 'With', 'Asked'];

const row = ({ ticketId, subject, priority, lifecycle, assigneeId, team, openedAt }) =>
  h(
    'tr',
    {},
    h('td', {}, priorityMark(priority)),
    h('td', { className: 'subject' }, h('a', { href: `#ticket/${ticketId}` }, subject ?? ticketId)),
    h('td', {}, chip(lifecycle)),
    h('td', {}, assigneeId ?? team ?? h('span', { className: 'muted' }, 'nobody')),
    h('td', {}, time(openedAt)),
  );

const emptyRow = (state) =>
  h(
    'tr',
    {},
    h(
      'td',
      { colSpan: columns.length, className: 'muted' },
      state ? `No ticket is ${state}.` : 'No ticket is open.',
    ),
  );

/** So many rows, page by page. */
const readRows = async (state, wanted) => {
  const rows = [];
  let cursor = '';
  for (;;) {
    const limit = Math.min(200, wanted - rows.length);
    const page = await read(`/queue?limit=${limit}${state ? `&lifecycle=${state}` : ''}${cursor}`);
    rows.push(...page.rows);
    if (page.next === null || rows.length >= wanted) return { ...page, rows };
    cursor = `&after=${encodeURIComponent(page.next)}`;
  }
};

/** The list's own elements. */
const queuePanel = ({ onState, onMore, onShow }) => {
  const body = h('tbody');
  const count = h('span', { className: 'muted' });
  const fault = h('p', { className: 'fault', role: 'alert', hidden: true });
  const more = h('button', { type: 'button', hidden: true, onclick: onMore }, 'Show more');
  const pill = h('button', { type: 'button', className: 'pill', hidden: true, onclick: onShow });
  const choice = h(
    'select',
    { ariaLabel: 'State', onchange: () => onState(choice.value) },
    h('option', { value: '' }, 'Every open state'),
    openStates.map((state) => h('option', { value: state }, state)),
  );
  const heads = columns.map((title) => h('th', { scope: 'col' }, title));
  const element = h(
    'section',
    { className: 'panel' },
    h('div', { className: 'panel-head' }, h('h1', { tabIndex: -1 }, 'Queue'), count, choice, pill),
    fault,
    h('table', { className: 'queue' }, h('thead', {}, h('tr', {}, heads)), body),
    h('p', {}, more),
  );
  // Nothing moves under a pointer, or under somebody who walks the list by keyboard.
  const isHeld = () => element.matches(':hover') || body.contains(document.activeElement);
  return { element, body, count, fault, more, pill, isHeld };
};

/** Opens the queue in `main`. */
export const openQueue = (main) => {
  let state = '';
  let wanted = pageRows;
  let changes = 0;
  let timer = 0;
  const flow = flowPanel();
  const panel = queuePanel({
    onState: (chosen) => {
      state = chosen;
      wanted = pageRows;
      void refresh();
    },
    onMore: () => {
      wanted += pageRows;
      void refresh();
    },
    onShow: () => void refresh(),
  });
  const refresh = async () => {
    try {
      const [page, summary] = await Promise.all([readRows(state, wanted), read('/flow')]);
      changes = 0;
      panel.pill.hidden = true;
      panel.fault.hidden = true;
      panel.more.hidden = page.next === null;
      panel.count.textContent = `${number.format(page.total)} open`;
      panel.body.replaceChildren(...(page.rows.length > 0 ? page.rows.map(row) : [emptyRow(state)]));
      flow.update(summary);
    } catch (error) {
      // What was read before stays on the page.
      panel.fault.textContent = `The queue could not be read: ${error.message}`;
      panel.fault.hidden = false;
    }
  };
  const settle = () => {
    timer = 0;
    if (!panel.isHeld()) {
      void refresh();
      return;
    }
    panel.pill.textContent = changes === 1 ? '1 change' : `${number.format(changes)} changes`;
    panel.pill.hidden = false;
  };
  main.replaceChildren(h('div', { className: 'columns' }, panel.element, flow.element));
  void refresh();
  return {
    refresh,
    hear: () => {
      changes += 1;
      timer ||= setTimeout(settle, refreshMs);
    },
    close: () => clearTimeout(timer),
  };
};
