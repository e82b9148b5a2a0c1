import { createLog } from '@caselog/process';
import { systemEnv } from '@caselog/env';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startImapServer, type ImapServer } from '../../../test/support/imap-server.ts';
import type { Bounce } from '../src/bounces/bounce.ts';
import { followBounces } from '../src/bounces/follow.ts';
import { ImapUrlError } from '../src/bounces/imap.ts';
import { openInbox } from '../src/bounces/open.ts';
import { autoReply, report } from './support/reports.ts';

const patient = { timeout: 30_000 };
let server: ImapServer | undefined;
let reason = '';
beforeAll(async () => {
  try {
    server = await startImapServer();
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
}, 120_000);
afterAll(() => server?.close());

it('reads reports from a mailbox as they arrive, each once, also after the server was away', async (context) => {
  if (!server) {
    context.skip(reason);
    return;
  }
  const taken: Bounce[] = [];
  const stop = new AbortController();
  const reading = followBounces({
    inbox: openInbox(server.url, systemEnv),
    take: async (bounce) => {
      taken.push(bounce);
      // What could not be taken stays unread.
      if (taken.length === 2) throw new Error('the ledger is away');
      return 'bounced';
    },
    env: systemEnv,
    log: createLog({ write: () => undefined }),
    signal: stop.signal,
  });
  const ids = () => taken.map(({ messageId }) => messageId);
  await server.deliver(autoReply('<survey.1@desk>'));
  await server.deliver(report({ messageId: '<survey.1@desk>' }));
  await expect.poll(ids, patient).toEqual(['<survey.1@desk>']);
  await server.deliver(report({ messageId: '<survey.2@desk>' }));
  await expect.poll(ids, patient).toEqual(['<survey.1@desk>', '<survey.2@desk>', '<survey.2@desk>']);
  await server.restart();
  await server.deliver(report({ messageId: '<survey.3@desk>' }));
  await expect.poll(() => ids().at(-1), patient).toBe('<survey.3@desk>');
  expect(taken).toHaveLength(4);
  stop.abort();
  await reading;
});

it('takes nothing but the address of a mailbox, and does not repeat what it was given', () => {
  for (const url of ['imap://', 'imap://host/INBOX', 'imaps://:secret@host'])
    expect(() => openInbox(url, systemEnv)).toThrow(ImapUrlError);
  expect(() => openInbox('imaps://:secret@host', systemEnv)).not.toThrow(/secret/);
});
