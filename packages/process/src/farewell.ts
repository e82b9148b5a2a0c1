import type { Server } from 'node:http';

/** How long requests under way may take once their server closes. */
const farewellMsDefault = 4_000;

/**
 * Ends every connection that is still open so long after a server began to close: somebody who stopped in the middle of a request, or takes
 * an answer byte by byte, must not hold up a restart. Who is cut off knows nothing of the outcome and sends the command again.
 */
export const cutOffAfter = (server: Server, farewellMsMax: number = farewellMsDefault): void => {
  // Keeps nothing alive by itself.
  AbortSignal.timeout(farewellMsMax).addEventListener('abort', () => server.closeAllConnections());
};
