import { createApiKeys } from '@caselog/access-control';
import { buildApi, tokenAuth, type Reads } from '@caselog/api';
import { systemEnv } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { createHelpdesk, createRegisters, openPolicyBook } from '@caselog/helpdesk';
import { createLog } from '@caselog/process';
import { expect, it } from 'vitest';
import { servePage } from '../src/page.ts';

const server = async () => {
  const store = createMemoryStore({ env: systemEnv });
  const app = await buildApi({
    helpdesk: createHelpdesk({ store, env: systemEnv }),
    store,
    book: await openPolicyBook({ store, env: systemEnv }),
    registers: createRegisters({ store, env: systemEnv }),
    apiKeys: createApiKeys({ store, env: systemEnv }),
    reads: {} as Reads,
    events: { head: () => store.head(), follow: (options) => store.subscribe(options) },
    env: systemEnv,
    auth: tokenAuth('token', { id: 'operator', roles: ['lead'] }),
    log: createLog({ write: () => undefined }),
  });
  await servePage(app);
  return app;
};

it('is served to anybody, whole, under a policy that lets nothing else run', async () => {
  const app = await server();
  const page = await app.inject('/');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.body).not.toMatch(/<script>|<style|style=|\son\w+=|javascript:/i);
  const wanted = [...page.body.matchAll(/(?:src|href)="(\/[\w.-]+)"/g)].map(([, url]) => url!);
  expect(wanted).toContain('/page.js');
  const seen = new Set<string>();
  for (const url of wanted) {
    if (seen.has(url)) continue;
    seen.add(url);
    const file = await app.inject(url);
    expect([url, file.statusCode]).toEqual([url, 200]);
    if (url.endsWith('.js'))
      wanted.push(...[...file.body.matchAll(/from '\.(\/[\w.-]+)'/g)].map(([, imported]) => imported!));
  }
  expect([...seen].filter((url) => url.endsWith('.js'))).toHaveLength(6);
});

it('does not stand in the description of the API', async () => {
  const app = await server();
  const { paths } = (await app.inject('/openapi.json')).json<{ paths: object }>();
  expect(Object.keys(paths)).not.toContain('/');
});
