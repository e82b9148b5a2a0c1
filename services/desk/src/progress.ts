import type { Env } from '@caselog/env';

/** Shows how far a step of the start is. */
export interface Progress {
  update(what: string, done: number, total: number): void;
  /** Takes the line away. */
  end(): void;
}

const showAfterMs = 1_000;
const barLength = 24;
const number = new Intl.NumberFormat('en');

const lineOf = (what: string, done: number, total: number): string => {
  const share = total === 0 ? 1 : Math.min(done / total, 1);
  const full = Math.round(share * barLength);
  const bar = `[${'#'.repeat(full)}${'-'.repeat(barLength - full)}]`;
  return `${what} ${bar} ${`${Math.floor(share * 100)}`.padStart(3)} %  ${number.format(done)} of ${number.format(total)}`;
};

/** A bar that is redrawn on a terminal; elsewhere a line every few seconds. Only what takes more than a second is shown. */
export const createProgress = (env: Env, out: NodeJS.WriteStream): Progress => {
  const isTerminal = out.isTTY;
  let nextAtMs = env.now() + showAfterMs;
  let isDrawn = false;
  return {
    update(what, done, total) {
      if (env.now() < nextAtMs) return;
      nextAtMs = env.now() + (isTerminal ? 100 : 5_000);
      const line = lineOf(what, done, total);
      out.write(isTerminal ? `\r\u001B[K${line}` : `${line}\n`);
      isDrawn = isTerminal;
    },
    end() {
      if (isDrawn) out.write('\r\u001B[K');
      isDrawn = false;
    },
  };
};
