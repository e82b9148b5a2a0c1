import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Credit, CreditRequest } from '../src/billing.ts';

/** A billing service that grants whatever it is asked for, and of every two answers loses one. */
export const startBilling = async () => {
  const credits: (Credit & CreditRequest)[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.method === 'GET') {
        const reference = new URL(request.url ?? '', 'http://billing').searchParams.get('reference');
        response.end(JSON.stringify(credits.filter((credit) => credit.reference === reference)));
        return;
      }
      const credit = {
        ...((await json(request)) as CreditRequest),
        creditId: `credit-${credits.length + 1}`,
      };
      credits.push(credit);
      requests += 1;
      if (requests % 2 === 1) response.destroy();
      else response.end(JSON.stringify(credit));
    };
    answer().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    credits,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
