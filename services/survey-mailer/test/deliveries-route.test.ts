import { fastify, type FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import { deliveriesRoute } from '../src/deliveries-route.ts';

const secret = 's'.repeat(43);
let app: FastifyInstance;
let asked: unknown[];

beforeEach(() => {
  app = fastify();
  asked = [];
  const deliveries = (query: unknown) => (asked.push(query), { deliveries: [] }) as never;
  deliveriesRoute(app, { mailer: { deliveries }, secret });
});

const get = (url: string, authorization?: string) =>
  app.inject({ url, headers: authorization === undefined ? {} : { authorization } });

describe('What the mailer tells the API', () => {
  it('is told to who holds the secret of the home, by what is asked', async () => {
    const { statusCode } = await get('/mail/deliveries?status=due&limit=2', `Bearer ${secret}`);
    expect({ statusCode, asked }).toEqual({ statusCode: 200, asked: [{ status: 'due', limit: 2 }] });
  });

  it.each([undefined, '', secret, `Bearer ${secret}x`, `Bearer ${'t'.repeat(43)}`])(
    'is not told to who shows %j',
    async (header) => {
      expect((await get('/mail/deliveries', header)).statusCode).toBe(401);
      expect(asked).toEqual([]);
    },
  );

  it('is refused where the question makes no sense', async () => {
    expect((await get('/mail/deliveries?status=lost', `Bearer ${secret}`)).statusCode).toBe(400);
  });
});
