// Small tools of the page: elements from data, and what the API is asked.

/** Makes an element. What is a string becomes text, never markup. */
export const h = (name, properties = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
};

export const number = new Intl.NumberFormat('en');
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** `TicketEscalated` as `ticket escalated`. */
export const words = (name) => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
export const sentence = (name) => words(name).replace(/^./, (letter) => letter.toUpperCase());

export const time = (instant) =>
  h('time', { dateTime: instant, title: instant }, moment.format(new Date(instant)));

const glyphs = {
  opened: '○',
  triaged: '◔',
  escalated: '◑',
  'awaiting-data': '‖',
  'third-party': '⇄',
  resolved: '✓',
  surveyed: '■',
};

/** A state as a coloured glyph and its name: colour alone says nothing. */
export const chip = (state) =>
  h(
    'span',
    { className: `chip ${state}` },
    h('span', { className: 'glyph', ariaHidden: 'true' }, glyphs[state]),
    state,
  );

export const priorityMark = (priority) => h('span', { className: `priority ${priority}` }, priority);

/** The API said no. */
export class Problem extends Error {
  constructor(problem, status) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`);
    this.status = status;
  }
}

export const token = {
  get: () => sessionStorage.getItem('token'),
  set: (value) => sessionStorage.setItem('token', value),
  forget: () => sessionStorage.removeItem('token'),
};

/** Asks the API. An unknown token is told to the page by the event `unknown-token`. */
export const ask = async (path, options = {}) => {
  const headers = { authorization: `Bearer ${token.get()}`, ...options.headers };
  const response = await fetch(path, { ...options, headers });
  if (response.ok) return response;
  const problem = await response.json().catch(() => undefined);
  if (response.status === 401) dispatchEvent(new Event('unknown-token'));
  throw new Problem(problem, response.status);
};

export const read = async (path) => (await ask(path)).json();
