/**
 * The browser's own time, timers and ids: the page's one door to them, as `Env` is on the server. Lint bans the globals in every other
 * file of the app.
 */
export const browser = {
  /** Milliseconds since the Unix epoch, by this machine's clock, which may be wrong. */
  epochMs: (): number => Date.now(),
  /** Milliseconds since the page began; nobody sets this clock. */
  monotonicMs: (): number => performance.now(),
  /** Runs `work` once, after `ms`. The answer calls it off. */
  after(ms: number, work: () => void): () => void {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  /** Runs `work` every `ms`. The answer ends it. */
  every(ms: number, work: () => void): () => void {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  },
  /** An id nobody else has: of a command, or of this tab. */
  uuid: (): string =>
    // `randomUUID` is missing where the desk is reached without TLS by another name than localhost.
    typeof crypto.randomUUID === 'function'
      ? crypto.randomUUID()
      : '10000000-1000-4000-8000-100000000000'.replaceAll(/[018]/g, (digit) =>
          (
            Number(digit) ^
            (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (Number(digit) / 4)))
          ).toString(16),
        ),
};
