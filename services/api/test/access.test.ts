import { generateKeyPairSync } from 'node:crypto';
import { createDeskIssuer } from '@caselog/access-control';
import {
  commandRoles,
  mayCommand,
  mayUse,
  roles,
  routes,
  ticketCommandTypes,
  type Problem,
  type Role,
  type RouteName,
} from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { problemOf } from './desk.ts';
import { peopledDesk, personOf, referredTicket, type PeopledDesk } from './people.ts';
import { commandData, requestOf } from './samples.ts';

const routeNames = Object.keys(routes) as RouteName[];
const hourMs = 3_600_000;

const ask = (desk: PeopledDesk, name: RouteName, ticketId: string, headers: object, role: Role = 'lead') => {
  const { url, body } = requestOf(name, ticketId, `${name}-${role}`, role);
  const { method } = routes[name];
  return desk.app.inject({ method, url, headers: { ...headers }, ...(body && { payload: body }) });
};
const bodyOf = (body: string) => (body === '' ? {} : JSON.parse(body)) as Partial<Problem>;
const isSentAway = (body: string) => bodyOf(body).type === 'urn:caselog:problem:not-permitted';

describe('The table of routes', () => {
  it.each(routeNames)('holds for %s, role by role', async (name) => {
    const desk = await peopledDesk();
    for (const role of roles) {
      const ticketId = await referredTicket(desk, `open-${role}`);
      const { authorization } = desk.people[role];
      const response = await ask(desk, name, ticketId, { authorization }, role);
      expect([role, isSentAway(response.body)]).toEqual([role, !mayUse([role], name)]);
      expect([role, response.statusCode]).not.toEqual([role, 401]);
      if (!mayUse([role], name)) expect(response.statusCode).toBe(403);
    }
  });

  it('knows every route that is served', async () => {
    const { app } = await peopledDesk();
    const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, object> }>();
    const served = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const declared = routeNames.map(
      (name) => `${routes[name].method} ${routes[name].url.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    expect(served.sort()).toEqual(declared.sort());
  });

  it('lets a lead do whatever an agent may', () => {
    for (const [type, held] of Object.entries(commandRoles))
      expect([type, held.includes('lead')]).toEqual([type, held.includes('lead') || held.includes('agent')]);
    for (const name of routeNames) if (mayUse(['agent'], name)) expect(mayUse(['lead'], name)).toBe(true);
  });
});

describe('The table of commands', () => {
  it.each(ticketCommandTypes)('holds for %s, role by role', async (type) => {
    const desk = await peopledDesk();
    for (const role of roles) {
      const ticketId = await referredTicket(desk, `open-${role}`);
      const command = { commandId: `${type}-${role}`, type, data: commandData[type] };
      const response = await desk.people[role].send(ticketId, command);
      const may = mayCommand([role], type);
      expect([role, response.statusCode, isSentAway(response.body)]).toEqual([
        role,
        may ? (expect.toBeOneOf([200, 409]) as number) : 403,
        !may,
      ]);
      if (response.statusCode === 200)
        for (const allowed of response.json<{ allowed: typeof ticketCommandTypes }>().allowed)
          expect([role, allowed, mayCommand([role], allowed)]).toEqual([role, allowed, true]);
    }
  });

  it('is spoken by the list of what a ticket takes, also where it refuses', async () => {
    const desk = await peopledDesk();
    const ticketId = await referredTicket(desk, 'open-1');
    const shown = async (role: 'requester' | 'partner' | 'analyst') =>
      (await desk.people[role].get(`/tickets/${ticketId}`)).json<{ allowed: string[] }>().allowed;
    expect(await shown('requester')).toEqual(
      expect.arrayContaining(['RecordRequesterReply', 'SupplyDataItem', 'ThankDesk']),
    );
    expect(await shown('requester')).not.toContain('ResolveTicket');
    expect(await shown('partner')).toEqual(['TriageTicket', 'RequestData', 'SendReply', 'AddNote']);
    expect(await shown('analyst')).toEqual([]);
    const refused = await desk.people.requester.send(ticketId, {
      commandId: 'r-1',
      type: 'ReopenTicket',
      data: {},
    });
    expect(problemOf(refused)).toMatchObject({ status: 409, lifecycle: 'third-party' });
    for (const type of problemOf(refused).allowed!) expect(mayCommand(['requester'], type)).toBe(true);
  });

  it('has its refusals recorded, once for each command', async () => {
    const desk = await peopledDesk();
    const ticketId = await referredTicket(desk, 'open-1');
    const command = { commandId: 'p-1', type: 'ReprioritiseTicket', data: commandData.ReprioritiseTicket };
    const [first, again] = [
      await desk.people.requester.send(ticketId, command),
      await desk.people.requester.send(ticketId, command),
    ];
    expect(problemOf(first).detail).toBe(problemOf(again).detail);
    await desk.people.analyst.send(ticketId, command);
    const refusals = await desk.refusals();
    expect(refusals.map(({ metadata, data }) => ({ actor: metadata.actor, ...(data as object) }))).toEqual([
      {
        actor: personOf('requester'),
        command: 'ReprioritiseTicket',
        reason: 'role',
        message: 'ReprioritiseTicket is not for the role requester',
        customerId: null,
        ticketId,
      },
      expect.objectContaining({ actor: personOf('analyst'), reason: 'role' }),
    ]);
  });
});

const signed = (claims: object, key = generateKeyPairSync('ed25519').privateKey) =>
  new SignJWT({ iss: 'caselog-desk', aud: 'caselog', sub: 'x', roles: ['lead'], ...claims })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setExpirationTime('1h')
    .sign(key);

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Everything that may be offered at the door and opens nothing. */
const offers = async ({
  issuer,
  keys,
}: PeopledDesk): Promise<Readonly<Record<string, string | undefined>>> => {
  const elsewhere = createDeskIssuer(generateKeyPairSync('ed25519').privateKey, systemEnv);
  const lead = { role: 'lead', subject: 'lead-1' } as const;
  const revoked = await keys.create({
    commandId: 'key-1',
    actor: 'lead-1',
    label: 'intake',
    roles: ['lead'],
  });
  await keys.revoke(revoked.keyId, { commandId: 'revoke-1', actor: 'lead-1' });
  const [, payload] = (await issuer.mintToken(lead)).split('.');
  const bearer = (token: string) => `Bearer ${token}`;
  return {
    nothing: undefined,
    'no bearer token': 'Basic Y29ycmVjdA==',
    'an unknown token': bearer('correct-horse-battery-staple'),
    'a wrong signature': bearer(await elsewhere.mintToken(lead)),
    'an expired token': bearer(await issuer.mintToken({ ...lead, ttlMs: -hourMs })),
    'a token for another audience': bearer(await signed({ aud: 'elsewhere' })),
    'a token of another issuer': bearer(await signed({ iss: 'https://evil.example.com' })),
    'a token without a signature': bearer(`${part({ alg: 'none' })}.${payload}.`),
    'a revoked key': bearer(revoked.credential!),
    'a made-up key': bearer(`ck_0123456789abcdef_${'A'.repeat(43)}`),
  };
};

describe('The door', () => {
  it.each(routeNames.filter((name) => routes[name].roles !== 'public'))('of %s stays shut', async (name) => {
    const desk = await peopledDesk();
    const ticketId = await referredTicket(desk, 'open-1');
    const head = await desk.store.head();
    const shut = await offers(desk);
    const atDoor = await desk.store.head();
    expect(atDoor).toBe(head + 2);
    for (const [offer, authorization] of Object.entries(shut)) {
      const headers = authorization === undefined ? {} : { authorization };
      const response = await ask(desk, name, ticketId, headers);
      expect([offer, problemOf(response).type]).toEqual([offer, 'urn:caselog:problem:unauthenticated']);
      expect(response.headers['www-authenticate']).toBe(
        authorization === undefined
          ? 'Bearer realm="caselog"'
          : 'Bearer realm="caselog", error="invalid_token"',
      );
      const secret = authorization?.split(' ')[1];
      if (secret !== undefined) expect(response.body + desk.logged.join('')).not.toContain(secret);
    }
    expect(await desk.store.head()).toBe(atDoor);
  });

  it('opens to an API key until it is revoked', async () => {
    const desk = await peopledDesk();
    const made = { commandId: 'key-1', actor: 'lead-1', label: 'intake', roles: ['service'] as const };
    const { credential, keyId } = await desk.keys.create(made);
    const program = desk.by(`Bearer ${credential}`);
    expect((await program.get('/queue')).statusCode).toBe(200);
    await desk.keys.revoke(keyId, { commandId: 'revoke-1', actor: 'lead-1' });
    expect(problemOf(await program.get('/queue')).detail).toBe('the key was revoked');
    expect(desk.logged.join('')).not.toContain(credential);
  });

  it('is for leads alone where a route says nothing of roles', async () => {
    const desk = await peopledDesk();
    desk.app.get('/later', () => 'secret');
    for (const role of roles)
      expect((await desk.people[role].get('/later')).statusCode).toBe(role === 'lead' ? 200 : 403);
  });
});
