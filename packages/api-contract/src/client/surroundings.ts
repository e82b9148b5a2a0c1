/** What the client needs of the world it runs in. An `Env` of Caselog fits; a browser or another program need not bring one. */
export interface Surroundings {
  /** Resolves after `ms` milliseconds; rejects when the signal aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}

/** The host's own timer and chance, for programs that have no `Env`. Not pure. */
export const hostSurroundings: Surroundings = {
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      // oxlint-disable-next-line no-restricted-globals -- this is the SDK's door to time outside our own processes
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', abort, { once: true });
    }),
  // oxlint-disable-next-line no-restricted-properties -- and to chance
  random: () => Math.random(),
};
