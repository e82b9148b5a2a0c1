import { createServer, type RequestListener, type Server } from 'node:http';

export interface Numbers {
  /** In the Prometheus text format. */
  text(): Promise<string>;
  /** Whether the service can do its work now; absent: it can while it lives. */
  isHealthy?(): boolean;
}

const listenerOf =
  (numbers: Numbers): RequestListener =>
  (request, response) => {
    if (request.url === '/health') {
      const healthy = numbers.isHealthy?.() ?? true;
      response.writeHead(healthy ? 200 : 503, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: healthy ? 'alive' : 'unavailable' }));
    } else if (request.url === '/metrics') {
      numbers.text().then(
        (lines) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(lines),
        () => response.writeHead(500).end(),
      );
    } else response.writeHead(404).end();
  };

/** Serves a service's numbers at `/metrics` and its health at `/health`, on the loopback address. Resolves once it listens. */
export const serveNumbers = (numbers: Numbers, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer(listenerOf(numbers));
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
