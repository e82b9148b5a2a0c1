import type { Terminal } from './terminal.ts';
import { amountOf } from './times.ts';

const showAfterMs = 1_000;
/** On a terminal the line is redrawn; elsewhere, as in a log file, each is a line of its own and must stay rare. */
const redrawEveryMs = 100;
const lineEveryMs = 5_000;
const barLength = 24;

const number = new Intl.NumberFormat('en');
const plain = (amount: number): string => number.format(amount);

const bar = (share: number): string => {
  const full = Math.round(share * barLength);
  return `[${'#'.repeat(full)}${'-'.repeat(barLength - full)}]`;
};

/** How far a step of work is, on standard error. It shows only when the work takes more than a second. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #startedAtMs: number;
  #nextAtMs: number;
  #isDrawn = false;
  /** Where the step under way began: the rate is of this step alone. */
  #step: { readonly what: string; readonly fromMs: number; readonly done: number } | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#startedAtMs = terminal.env.now();
    this.#nextAtMs = this.#startedAtMs + showAfterMs;
  }

  /** Called as often as there is news. `what` is a verb: `reading`, `importing`. `show` writes the amounts in their unit. */
  update(what: string, done: number, total: number, show: (amount: number) => string = plain): void {
    const nowMs = this.#terminal.env.now();
    if (this.#step?.what !== what)
      this.#step = this.#step ? { what, fromMs: nowMs, done } : { what, fromMs: this.#startedAtMs, done: 0 };
    if (nowMs < this.#nextAtMs) return;
    const { isInteractive } = this.#terminal;
    this.#nextAtMs = nowMs + (isInteractive ? redrawEveryMs : lineEveryMs);
    const share = total === 0 ? 1 : Math.min(done / total, 1);
    const percent = `${Math.floor(share * 100)}`.padStart(3);
    const text = `${what} ${bar(share)} ${percent} %  ${show(done)} of ${show(total)}${this.#pace(nowMs, done, total, show)}`;
    this.#terminal.err(isInteractive ? `\r\u001B[K${text}` : `${text}\n`);
    this.#isDrawn = isInteractive;
  }

  /** The rate, and how long it will take at this rate; nothing before there is one. */
  #pace(nowMs: number, done: number, total: number, show: (amount: number) => string): string {
    const elapsedMs = nowMs - this.#step!.fromMs;
    const perMs = (done - this.#step!.done) / elapsedMs;
    if (!(elapsedMs > 0 && perMs > 0)) return '';
    const left = done < total ? `, ${amountOf((total - done) / perMs)} left` : '';
    return `, ${show(Math.round(perMs * 1_000))} a second${left}`;
  }

  /** Takes the line away. Call it before anything else is written, however the work ended. */
  end(): void {
    if (this.#isDrawn) this.#terminal.err('\r\u001B[K');
    this.#isDrawn = false;
  }
}

/** Runs work that shows how far it is. */
export const withProgress = async <Result>(
  terminal: Terminal,
  work: (progress: Progress) => Promise<Result>,
): Promise<Result> => {
  const progress = new Progress(terminal);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
};
