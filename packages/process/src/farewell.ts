import type { Server } from 'node:http';
import { systemEnv } from '@caselog/env';

/** How long requests under way may take once their server closes. */
const farewellMsDefault = 4_000;

/** Resolves after so long, or when the signal aborts. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  systemEnv.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

/**
 * Ends every connection that is still open so long after a server began to close: somebody who stopped in the middle of a request, or takes
 * an answer byte by byte, must not hold up a restart. Who is cut off knows nothing of the outcome and sends the command again.
 */
export const cutOffAfter = (server: Server, farewellMsMax: number = farewellMsDefault): void => {
  const closed = new AbortController();
  server.once('close', () => closed.abort());
  void pause(farewellMsMax, closed.signal).then(() => server.closeAllConnections());
};
