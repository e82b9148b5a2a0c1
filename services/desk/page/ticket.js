// One ticket: where it stands, what may be done to it, and everything that happened.

import { ask, chip, h, number, priorityMark, read, sentence, time, words } from './dom.js';

/** Commands that need nothing but a click; the others are only named here. */
const clicks = {
  TriageTicket: 'Triage',
  EscalateTicket: 'Escalate',
  EndWait: 'End the wait',
  ReopenTicket: 'Reopen',
};

const isSaid = (value) => value !== null && value !== undefined && textOf(value) !== '';

/** A value in words: lists and records by what they hold. */
const textOf = (value) => {
  if (Array.isArray(value)) return value.map(textOf).join('; ');
  if (typeof value !== 'object') return String(value);
  const pairs = Object.entries(value).filter(([, part]) => isSaid(part));
  return pairs.map(([key, part]) => `${words(key)} ${textOf(part)}`).join(', ');
};

const dataList = (data) => {
  const entries = Object.entries(data).filter(([, value]) => isSaid(value));
  if (entries.length === 0) return undefined;
  const pairs = entries.flatMap(([key, value]) => [h('dt', {}, words(key)), h('dd', {}, textOf(value))]);
  return h('dl', { className: 'data' }, pairs);
};

const entry = ({ type, data: { inferred, ...data }, occurredAt, actor, position }) =>
  h(
    'li',
    {},
    h('p', { className: 'when' }, time(occurredAt), ` · event ${number.format(position)} · ${actor}`),
    h(
      'p',
      { className: 'what' },
      sentence(type),
      inferred ? h('span', { className: 'muted' }, ' (inferred)') : null,
    ),
    dataList(data),
  );

const fact = (name, value) =>
  value === null || value === undefined ? null : h('div', {}, h('dt', {}, name), h('dd', {}, value));

const head = ({ state, history: [opening] }) =>
  h(
    'section',
    { className: 'panel' },
    h('a', { href: '#' }, '← All tickets'),
    h('h1', { tabIndex: -1 }, opening.data.subject),
    h(
      'dl',
      { className: 'facts' },
      fact('State', chip(state.lifecycle)),
      fact('Priority', priorityMark(state.priority)),
      fact('Asked', time(state.openedAt)),
      fact('First response', state.firstResponse),
      fact('Survey', state.survey),
      fact('With', state.assigneeId ?? state.team),
      fact('Episode', state.episode > 1 ? String(state.episode) : null),
      fact('Imported as', opening.data.source?.caseId),
    ),
  );

const commands = ({ allowed }, onClick, fault) => {
  const isClick = (type) => Object.hasOwn(clicks, type);
  const button = (type) => h('button', { type: 'button', onclick: () => void onClick(type) }, clicks[type]);
  return h(
    'section',
    { className: 'panel' },
    h('h2', {}, 'What may be done now'),
    h('div', { className: 'commands' }, allowed.filter(isClick).map(button)),
    fault,
    h(
      'ul',
      { className: 'names', ariaLabel: 'Further commands, through the API' },
      allowed.filter((type) => !isClick(type)).map((type) => h('li', {}, sentence(type))),
    ),
  );
};

const timeline = ({ history }) =>
  h(
    'section',
    { className: 'panel' },
    h('h2', {}, `Timeline · ${number.format(history.length)} ${history.length === 1 ? 'event' : 'events'}`),
    h('ol', { className: 'timeline', reversed: true }, history.toReversed().map(entry)),
  );

/** Opens a ticket in `main`. */
export const openTicket = (main, ticketId) => {
  const fault = h('p', { className: 'fault', role: 'alert' });
  let shown = -1;
  let isBusy = false;

  const give = async (type, expectedRevision) => {
    if (isBusy) return;
    isBusy = true;
    fault.textContent = '';
    try {
      await ask(`/tickets/${ticketId}/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ commandId: crypto.randomUUID(), type, data: {}, expectedRevision }),
      });
    } catch (error) {
      fault.textContent = error.message;
    } finally {
      isBusy = false;
    }
    await refresh();
  };
  const draw = (ticket) => {
    // What is shown never goes back.
    if (ticket.position < shown) return;
    shown = ticket.position;
    const onClick = (type) => give(type, ticket.revision);
    main.replaceChildren(
      h('div', { className: 'columns' }, head(ticket), commands(ticket, onClick, fault)),
      timeline(ticket),
    );
  };
  const refresh = async () => {
    try {
      draw(await read(`/tickets/${ticketId}`));
    } catch (error) {
      if (shown >= 0) fault.textContent = error.message;
      else
        main.replaceChildren(
          h('a', { href: '#' }, '← All tickets'),
          h('h1', { tabIndex: -1 }, 'This ticket cannot be shown'),
          h('p', { className: 'fault', role: 'alert' }, error.message),
        );
    }
  };
  main.replaceChildren();
  void refresh().then(() => main.querySelector('h1')?.focus());
  return {
    refresh,
    hear: ({ stream }) => {
      if (stream === `ticket-${ticketId}`) void refresh();
    },
    close: () => undefined,
  };
};
