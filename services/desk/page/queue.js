// The queue, by priority and then by time of request, with the flow beside it.

import { chip, h, number, priorityMark, read, time } from './dom.js';
import { flowPanel } from './flow.js';

const refreshMs = 1_000;
const pageRows = 50;
const openStates = ['opened', 'triaged', 'awaiting-data', 'escalated', 'third-party'];
/** The choice that lists closed tickets too, in the order they were opened. */
const everyTicket = 'all';
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

const emptyText = (choice) => {
  if (choice === everyTicket) return 'There is no ticket yet.';
  return choice ? `No ticket is ${choice}.` : 'No ticket is open.';
};
const emptyRow = (choice) =>
  h('tr', {}, h('td', { colSpan: columns.length, className: 'muted' }, emptyText(choice)));

const urlOf = (choice, limit) => {
  if (choice === everyTicket) return `/tickets?limit=${limit}`;
  return `/queue?limit=${limit}${choice ? `&lifecycle=${choice}` : ''}`;
};

/** So many rows, page by page. */
const readRows = async (choice, wanted) => {
  const rows = [];
  let cursor = '';
  for (;;) {
    const page = await read(urlOf(choice, Math.min(200, wanted - rows.length)) + cursor);
    rows.push(...page.rows);
    if (page.next === null || rows.length >= wanted) return { ...page, rows };
    cursor = `&after=${encodeURIComponent(page.next)}`;
  }
};

/** The list's own elements. */
const queuePanel = ({ onChoice, onMore, onShow }) => {
  const body = h('tbody');
  const count = h('span', { className: 'muted' });
  const fault = h('p', { className: 'fault', role: 'alert', hidden: true });
  const more = h('button', { type: 'button', hidden: true, onclick: onMore }, 'Show more');
  const pill = h('button', { type: 'button', className: 'pill', hidden: true, onclick: onShow });
  const choice = h(
    'select',
    { ariaLabel: 'Tickets to list', onchange: () => onChoice(choice.value) },
    h('option', { value: '' }, 'Every open state'),
    openStates.map((state) => h('option', { value: state }, state)),
    h('option', { value: everyTicket }, 'All, closed too'),
  );
  const title = h('h1', { tabIndex: -1 }, 'Queue');
  const heads = columns.map((name) => h('th', { scope: 'col' }, name));
  const element = h(
    'section',
    { className: 'panel' },
    h('div', { className: 'panel-head' }, title, count, choice, pill),
    fault,
    h('table', { className: 'queue' }, h('thead', {}, h('tr', {}, heads)), body),
    h('p', {}, more),
  );
  // Nothing moves under a pointer, or under somebody who walks the list by keyboard.
  const isHeld = () => element.matches(':hover') || body.contains(document.activeElement);
  return { element, body, title, choice, count, fault, more, pill, isHeld };
};

/** Opens the queue in `main`. */
export const openQueue = (main) => {
  let choice = '';
  let isFirst = true;
  let wanted = pageRows;
  let changes = 0;
  let timer = 0;
  const flow = flowPanel();
  const panel = queuePanel({
    onChoice: (chosen) => {
      choice = chosen;
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
      const summary = await read('/flow');
      let page = await readRows(choice, wanted);
      if (isFirst && page.total === 0 && summary.states.some(({ count }) => count > 0)) {
        // An empty queue over a ledger full of history: show the history.
        choice = everyTicket;
        panel.choice.value = everyTicket;
        page = await readRows(choice, wanted);
      }
      isFirst = false;
      changes = 0;
      panel.pill.hidden = true;
      panel.fault.hidden = true;
      panel.more.hidden = page.next === null;
      panel.title.textContent = choice === everyTicket ? 'Tickets' : 'Queue';
      panel.count.textContent = `${number.format(page.total)} ${choice === everyTicket ? 'in all' : 'open'}`;
      panel.body.replaceChildren(...(page.rows.length > 0 ? page.rows.map(row) : [emptyRow(choice)]));
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
