import { expect, it } from 'vitest';
import {
  ApiProblemError,
  ApiUnreachableError,
  createClient,
  LedgerReplacedError,
  problemType,
  UnexpectedAnswerError,
  type EventView,
} from '../src/index.ts';

const eventAt = (position: number): EventView => ({
  eventId: '00000000-0000-8000-8000-000000000000',
  stream: 'ticket-1',
  position,
  revision: position - 1,
  type: 'TicketTriaged',
  data: {},
  actor: 'agent-7',
  occurredAt: '2026-01-02T03:04:05.000Z',
  recordedAt: '2026-01-02T03:04:05.000Z',
  commandId: `c${position}`,
});
const frame = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const ledger = (position: number) => frame('ledger-event', eventAt(position));
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** A service that answers each request with the next of `answers`, and remembers what it was asked. */
const scripted = (answers: readonly (() => Response)[]) => {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const waits: number[] = [];
  const client = createClient({
    baseUrl: 'http://desk.example/',
    token: 'secret',
    fetch: async (input, init) => {
      asked.push({ url: new Request(input).url, init });
      const answer = answers[asked.length - 1];
      if (!answer) throw new TypeError('fetch failed');
      return answer();
    },
    surroundings: {
      random: () => 0,
      sleep: (ms, signal) => {
        // The watch over silence is not what is looked at here: it never fires.
        if (ms === 45_000)
          return new Promise((_, reject) =>
            signal?.addEventListener('abort', () => reject(new Error('over'))),
          );
        waits.push(ms);
        return Promise.resolve();
      },
    },
  });
  return { client, asked, waits };
};

const taken = async (events: AsyncIterable<EventView>, count: number): Promise<number[]> => {
  const positions: number[] = [];
  for await (const { position } of events) {
    positions.push(position);
    if (positions.length === count) break;
  }
  return positions;
};

it('sends a command with its token and reads the answer', async () => {
  const answer = {
    ticketId: '0198f3a0-0000-7000-8000-000000000000',
    revision: 1,
    position: 2,
    events: ['TicketTriaged'],
    lifecycle: 'triaged',
    allowed: ['ResolveTicket'],
    repeated: false,
  };
  const { client, asked } = scripted([() => json(answer)]);
  const request = { commandId: 'c2', type: 'TriageTicket', data: {}, expectedRevision: 0 } as const;
  expect(await client.sendCommand(answer.ticketId, request)).toEqual(answer);
  expect(asked[0]!.url).toBe(`http://desk.example/tickets/${answer.ticketId}/commands`);
  expect(asked[0]!.init).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer secret' } });
});

it('throws a problem as what it is', async () => {
  const problem = {
    type: problemType('forbidden-transition'),
    title: 'Forbidden',
    status: 409,
    lifecycle: 'resolved',
  };
  const { client } = scripted([() => json(problem, 409)]);
  const error = await client.ticket('x').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiProblemError);
  expect(error).toMatchObject({ kind: 'forbidden-transition', problem: { lifecycle: 'resolved' } });
});

it('tells an answer that is not of the API from no answer at all', async () => {
  const { client } = scripted([
    () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    () => json({ rows: 1 }),
  ]);
  await expect(client.queue()).rejects.toBeInstanceOf(UnexpectedAnswerError);
  await expect(client.queue()).rejects.toBeInstanceOf(UnexpectedAnswerError);
  await expect(client.queue()).rejects.toBeInstanceOf(ApiUnreachableError);
});

it('writes lists and cursors of a query into the address', async () => {
  const { client, asked } = scripted([() => json({ rows: [], next: null, total: 0, position: 9 })]);
  await client.queue({ priority: ['P1', 'P2'], after: 'a b', limit: 5 }, { waitFor: 9 });
  expect(asked[0]!.url).toBe('http://desk.example/queue?priority=P1%2CP2&after=a+b&limit=5&waitFor=9');
});

it('opens a lost stream again behind the last event, and backs off while it fails', async () => {
  const { client, asked, waits } = scripted([
    () => new Response(frame('heartbeat', { position: 3 }) + ledger(4) + ledger(5)),
    () => json({ type: problemType('shutting-down'), title: 'Shutting down', status: 503 }, 503),
    () => json({ type: problemType('shutting-down'), title: 'Shutting down', status: 503 }, 503),
    () => new Response(ledger(6)),
  ]);
  expect(await taken(client.events(), 3)).toEqual([4, 5, 6]);
  expect(asked.map(({ url }) => new URL(url).search)).toEqual(['', '?after=5', '?after=5', '?after=5']);
  expect(waits[1]).toBeGreaterThan(waits[0]!);
});

it('resumes from where the stream began when it broke before the first event', async () => {
  const { client, asked } = scripted([
    () => new Response(frame('heartbeat', { position: 3 }) + frame('heartbeat', { position: 8 })),
    () => new Response(ledger(4)),
  ]);
  expect(await taken(client.events({ types: ['TicketTriaged'] }), 1)).toEqual([4]);
  expect(new URL(asked[1]!.url).searchParams.get('after')).toBe('3');
});

it('resumes behind what its filter passed over, and tells how far it has come', async () => {
  const { client, asked } = scripted([
    () => new Response(frame('heartbeat', { position: 3 }) + frame('progress', { position: 8 })),
    () => new Response(ledger(12)),
  ]);
  const reached: number[] = [];
  const events = client.events({ types: ['TicketTriaged'], onReached: (position) => reached.push(position) });
  expect(await taken(events, 1)).toEqual([12]);
  expect(reached).toEqual([3, 8]);
  expect(new URL(asked[1]!.url).searchParams.get('after')).toBe('8');
});

it('gives up where no retry helps', async () => {
  const refused = scripted([
    () => json({ type: problemType('unauthenticated'), title: 'No', status: 401 }, 401),
  ]);
  await expect(taken(refused.client.events(), 1)).rejects.toMatchObject({ kind: 'unauthenticated' });
  const replaced = scripted([() => new Response(frame('reset', { position: 2 }))]);
  await expect(taken(replaced.client.events({ after: 9 }), 1)).rejects.toBeInstanceOf(LedgerReplacedError);
});

it('ends without an error when the caller says so', async () => {
  const stop = new AbortController();
  const { client } = scripted([() => new Response(ledger(1) + ledger(2))]);
  const seen: number[] = [];
  for await (const { position } of client.events({ after: 0, signal: stop.signal })) {
    seen.push(position);
    stop.abort();
  }
  expect(seen).toEqual([1]);
});

it('asks the desk and its registers by their own routes', async () => {
  const asked: string[] = [];
  const client = createClient({
    baseUrl: 'http://desk.example',
    fetch: async (input, init) => {
      asked.push(`${init?.method} ${new Request(input).url.replace('http://desk.example', '')}`);
      return json({}, 500);
    },
  });
  const commandId = 'c-1';
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    'GET /me': () => client.me(),
    'GET /channels?language=ja': () => client.channels({ language: 'ja' }),
    'GET /tickets/t-1/clock?zone=UTC': () => client.clock('t-1', { zone: 'UTC' }),
    'POST /tickets/t-1/follow-up': () =>
      client.followUp('t-1', {
        commandId,
        data: {
          subject: 'Again',
          channel: 'email',
          impact: { access: 'critical', who: 'many-users', workaround: 'none' },
        },
      }),
    'GET /policy': () => client.policy(),
    'GET /policy?version=reference-1': () => client.policy('reference-1'),
    'GET /policy/versions': () => client.policyVersions(),
    'POST /policy': () => client.publishPolicy({ commandId, document: {} }),
    'POST /policy/check': () => client.checkPolicy({ document: {} }),
    'POST /api-keys': () => client.createApiKey({ commandId, label: 'intake', roles: ['service'] }),
    'GET /api-keys': () => client.apiKeys(),
    'DELETE /api-keys/0123': () => client.revokeApiKey('0123'),
    'GET /customers/c%2F1': () => client.customer('c/1'),
    'POST /customers/c-1/commands': () =>
      client.commandCustomer('c-1', { commandId, type: 'AddAdministrator', data: { personId: 'p-1' } }),
    'GET /outages': () => client.outages(),
    'GET /outages/o-1': () => client.outage('o-1'),
    'POST /outages/o-1/commands': () =>
      client.commandOutage('o-1', { commandId, type: 'UpdateOutage', data: { text: 'x' } }),
    'GET /partners/p-1': () => client.partner('p-1'),
    'POST /partners/p-1/commands': () =>
      client.commandPartner('p-1', {
        commandId,
        type: 'EndDataAgreement',
        data: { reference: 'dpa-1', endedAt: '2026-01-01T00:00:00.000Z' },
      }),
  };
  for (const call of Object.values(calls)) await expect(call()).rejects.toBeInstanceOf(UnexpectedAnswerError);
  expect(asked).toEqual(Object.keys(calls));
});
