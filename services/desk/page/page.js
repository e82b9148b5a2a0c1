// The desk's first page: queue, flow and one ticket, live. It asks the API as any other caller would.

import { h, token } from './dom.js';
import { follow } from './live.js';
import { openQueue } from './queue.js';
import { openTicket } from './ticket.js';

const main = document.getElementById('main');
const statusLine = document.getElementById('status');
const signOut = document.getElementById('sign-out');

const nothing = { refresh: () => undefined, hear: () => undefined, close: () => undefined };
let view = nothing;
let live;

const setStatus = (text, isStale) => {
  statusLine.textContent = text;
  statusLine.classList.toggle('stale', isStale);
};

const show = () => {
  view.close();
  const [, ticketId] = /^#ticket\/([\da-f-]+)$/i.exec(location.hash) ?? [];
  view = ticketId ? openTicket(main, ticketId) : openQueue(main);
};

const enter = () => {
  signOut.hidden = false;
  live = follow({ onEvent: (event) => view.hear(event), onGap: () => view.refresh(), onStatus: setStatus });
  show();
};

const askForToken = (message) => {
  const input = h('input', {
    type: 'password',
    id: 'token',
    autocomplete: 'current-password',
    required: true,
    spellcheck: false,
  });
  const submit = (event) => {
    event.preventDefault();
    token.set(input.value.trim());
    enter();
  };
  main.replaceChildren(
    h(
      'form',
      { className: 'panel sign-in', onsubmit: submit },
      h('h1', {}, 'Sign in'),
      message ? h('p', { className: 'fault', role: 'alert' }, message) : null,
      h('label', { htmlFor: 'token' }, 'Token'),
      h(
        'p',
        { className: 'muted' },
        'The desk printed it when it started; it is kept in its folder, in the file “token”.',
      ),
      input,
      h('div', {}, h('button', { className: 'main' }, 'Sign in')),
    ),
  );
  input.focus();
};

const leave = (message) => {
  token.forget();
  live?.close();
  live = undefined;
  view.close();
  view = nothing;
  signOut.hidden = true;
  setStatus('', false);
  askForToken(message);
};

/** The desk prints an address with the token behind the `#`, which browsers do not send. */
const takeToken = () => {
  const [, given] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (!given) return false;
  token.set(given);
  history.replaceState(null, '', '/');
  return true;
};

signOut.addEventListener('click', () => leave());
addEventListener('unknown-token', () => live && leave('That token is not known here.'));
addEventListener('hashchange', () => {
  if (takeToken()) {
    live?.close();
    enter();
  } else if (live) show();
});
takeToken();
if (token.get()) enter();
else askForToken();
