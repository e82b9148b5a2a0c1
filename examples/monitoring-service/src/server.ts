import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { alertsSchema, report } from './alert.ts';
import type { Desk } from './desk.ts';

/** An alert is taken once its ticket stands; anything else is answered so that the Alertmanager sends it again. */
const statusOf = async (desk: Desk, request: IncomingMessage): Promise<number> => {
  if (request.method !== 'POST' || request.url !== '/alerts') return 404;
  const read = alertsSchema.safeParse(await json(request).catch(() => undefined));
  if (!read.success) return 400;
  for (const alert of read.data.alerts) await report(desk, alert);
  return 204;
};

/** Serves the Alertmanager's webhook at `POST /alerts`. Resolves once it listens. */
export const serveAlerts = async (
  desk: Desk,
  port: number,
  onFailure: (error: unknown) => void,
): Promise<Server> => {
  const server = createServer((request, response) => {
    statusOf(desk, request).then(
      (status) => response.writeHead(status).end(),
      (error: unknown) => {
        onFailure(error);
        response.writeHead(503).end();
      },
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
};
