import { routes } from '@caselog/api-contract';
import { OutcomeUnknownError, StoreUnavailableError } from '@caselog/event-store';
import { expect, it, vi } from 'vitest';
import { opening, problemOf, testDesk } from './desk.ts';
import { peopledDesk } from './people.ts';

const urls = ['/tickets', '/tickets/x', '/queue', '/flow', '/events', '/openapi.json', '/health', '/ready'];
const open = new Set(['/openapi.json', '/health', '/ready']);

it.each(urls)('asks who is there: %s', async (url) => {
  const { app } = await testDesk();
  for (const authorization of [undefined, 'Bearer wrong', 'Basic Y29ycmVjdA==', 'Bearer', 'Bearer a b']) {
    const response = await app.inject({ url, headers: authorization === undefined ? {} : { authorization } });
    if (open.has(url)) expect(response.statusCode).toBe(200);
    else {
      expect(problemOf(response)).toMatchObject({ type: 'urn:caselog:problem:unauthenticated' });
      expect(response.headers['www-authenticate']).toContain('Bearer');
    }
  }
});

it('asks who is there also on routes that are added later', async () => {
  const { app } = await testDesk();
  app.get('/later', () => 'secret');
  expect((await app.inject('/later')).statusCode).toBe(401);
  expect((await app.inject('/nowhere')).statusCode).toBe(404);
});

it('turns away bodies it does not read', async () => {
  const desk = await testDesk({ bodyBytesMax: 1_000 });
  const send = (payload: string, type?: string) =>
    desk.post('/tickets', payload, type === undefined ? {} : { 'content-type': type });
  const large = JSON.stringify({ commandId: 'c', data: { ...opening, description: 'x'.repeat(1_000) } });
  expect(problemOf(await send(large, 'application/json')).type).toContain('body-too-large');
  expect(problemOf(await send('a=1', 'application/x-www-form-urlencoded')).type).toContain(
    'unsupported-media-type',
  );
  expect(problemOf(await send('{}', 'text/plain')).type).toContain('unsupported-media-type');
  const broken = await send('{"commandId": "anna@example.com', 'application/json');
  expect(problemOf(broken).type).toContain('malformed-request');
  expect(broken.body + desk.logged.join('')).not.toContain('anna');
  expect(problemOf(await send('', 'application/json')).status).toBe(400);
  expect(await desk.store.head()).toBe(0);
});

it('slows down who asks too often, and says for how long', async () => {
  const desk = await testDesk({ requestsMax: 2 });
  await desk.get('/queue');
  await desk.get('/queue');
  const response = await desk.get('/queue');
  expect(problemOf(response).type).toContain('too-many-requests');
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  expect((await desk.get('/health')).statusCode).toBe(200);
});

it.each([
  [new OutcomeUnknownError('ticket-1'), 503, 'outcome-unknown'],
  [new StoreUnavailableError('busy'), 503, 'ledger-unavailable'],
  [new Error('anna@example.com'), 500, 'internal-error'],
])('answers a failing ledger with a problem and not with its insides: %s', async (error, status, type) => {
  const desk = await testDesk();
  vi.spyOn(desk.store, 'append').mockRejectedValue(error);
  vi.spyOn(desk.store, 'readStream').mockRejectedValue(error);
  const response = await desk.post('/tickets', { commandId: 'c', data: opening });
  expect(problemOf(response)).toMatchObject({ status, type: `urn:caselog:problem:${type}` });
  expect(response.body).not.toMatch(/anna|at .*\.ts/);
});

it('does not write tokens, bodies or addresses into its log', async () => {
  const desk = await testDesk();
  desk.app.get('/survey/:token', { config: { access: 'public' } }, () => {
    throw new Error('broken');
  });
  await desk.get('/survey/a-secret-token');
  await desk.open();
  const log = desk.logged.join('');
  expect(log).toContain('/survey/:token');
  expect(log).toContain('broken');
  expect(log).not.toMatch(/a-secret-token|anna|Nobody can sign in|correct-horse/);
});

it('describes every route, with its problems', async () => {
  const { app } = await peopledDesk();
  const document = (await app.inject('/openapi.json')).json<{
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; security: unknown[]; responses: object }>>;
    components: { schemas: object };
  }>();
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(routes).sort());
  expect(Object.keys(document.paths['/tickets/{ticketId}/commands']!.post!.responses)).toContain('409');
  expect(document.components.schemas).toHaveProperty('Problem');
  const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name!);
});

it('gives pages a strict policy', async () => {
  const { headers } = await (await testDesk()).get('/health');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe-inline');
  expect(headers['x-content-type-options']).toBe('nosniff');
});
