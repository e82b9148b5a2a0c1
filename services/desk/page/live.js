// The ledger's events, as they happen.

import { ask, number } from './dom.js';

const silenceMsMax = 45_000;
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** Reads the messages of a server-sent stream from a body. */
async function* messagesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const frames = (rest + value).split('\n\n');
    rest = frames.pop();
    for (const frame of frames) {
      const fields = Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s)));
      if (fields.data) yield { name: fields.event, data: JSON.parse(fields.data) };
    }
  }
}

/** Gives up a connection that is silent for too long. */
const watchdog = () => {
  const connection = new AbortController();
  let timer = 0;
  const stop = () => clearTimeout(timer);
  const heard = () => {
    stop();
    timer = setTimeout(() => connection.abort(), silenceMsMax);
  };
  return { signal: connection.signal, heard, stop };
};

/**
 * Follows the ledger until it is closed, from now on, resuming after a lost connection. `onEvent` hears of each event, `onGap` when
 * something may have been missed, `onStatus` what to say about it.
 */
export const follow = ({ onEvent, onGap, onStatus }) => {
  const over = new AbortController();
  let after;
  let lostAt;

  const take = ({ name, data }) => {
    if (lostAt || name === 'reset') onGap();
    lostAt = undefined;
    after = name === 'heartbeat' ? (after ?? data.position) : data.position;
    const last = Math.max(after, data.position);
    onStatus(`Live · event ${number.format(last)} · ${clock.format(new Date())}`, false);
    if (name === 'ledger-event') onEvent(data);
  };
  const listen = async () => {
    const dog = watchdog();
    dog.heard();
    try {
      const signal = AbortSignal.any([over.signal, dog.signal]);
      const { body } = await ask(`/events${after === undefined ? '' : `?after=${after}`}`, { signal });
      for await (const message of messagesOf(body)) {
        dog.heard();
        take(message);
      }
      return true;
    } catch {
      return false;
    } finally {
      dog.stop();
    }
  };
  const run = async () => {
    for (let failures = 0; !over.signal.aborted; failures += 1) {
      if (await listen()) failures = 0;
      if (over.signal.aborted) return;
      lostAt ??= new Date();
      onStatus(`Not live since ${clock.format(lostAt)}`, true);
      await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 500 * 2 ** failures)));
    }
  };
  void run();
  return { close: () => over.abort() };
};
