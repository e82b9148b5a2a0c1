import type { Authenticate } from './auth.ts';
import { ProblemError } from './problems/errors.ts';
import type { ApiServer } from './routes/server.ts';

/** Asks who is there, on every route that does not say it is public. */
export const guardDoor = (app: ApiServer, auth: Authenticate): void => {
  app.decorateRequest('principal', undefined);
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.access === 'public') return;
    const found = await auth(request);
    if ('refused' in found) throw new ProblemError(found.refused, { detail: found.reason });
    request.principal = found;
  });
};
