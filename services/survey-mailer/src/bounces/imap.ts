import { pause } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import { ImapFlow } from 'imapflow';
import type { BounceInbox } from './inbox.ts';
import { readReport } from './report.ts';

/** The setting names no IMAP mailbox. The address itself is not repeated: it may hold a password. */
export class ImapUrlError extends Error {
  override readonly name = 'ImapUrlError';
  constructor() {
    super('the mailbox must be given as imap://user:password@host:port/INBOX or imaps://…');
  }
}

const lookEveryMs = 60_000;
const ports: Readonly<Record<string, number>> = { 'imap:': 143, 'imaps:': 993 };

interface ImapSettings {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly auth: { readonly user: string; readonly pass: string };
  readonly mailbox: string;
}

/** A mailbox's address, checked. Pure. @throws ImapUrlError */
const settingsOf = (url: string): ImapSettings => {
  if (!URL.canParse(url)) throw new ImapUrlError();
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const usual = ports[protocol];
  if (usual === undefined || hostname === '' || username === '') throw new ImapUrlError();
  return {
    host: hostname,
    port: port === '' ? usual : Number(port),
    secure: protocol === 'imaps:',
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    mailbox: decodeURIComponent(pathname.slice(1)) || 'INBOX',
  };
};

/** Reads every unseen mail of the open mailbox and marks it seen once it is taken. */
const readUnseen = async (client: ImapFlow, take: Parameters<BounceInbox['read']>[0]): Promise<void> => {
  const unseen = await client.search({ seen: false }, { uid: true });
  for (const uid of unseen || []) {
    const mail = await client.fetchOne(String(uid), { source: true }, { uid: true });
    const bounce = mail && mail.source ? await readReport(mail.source) : undefined;
    if (bounce) await take(bounce);
    await client.messageFlagsAdd(String(uid), [String.raw`\Seen`], { uid: true });
  }
};

/** A mailbox on an IMAP server. It is kept open, so that reports are read as they arrive, and looked into every minute besides. @throws ImapUrlError */
export const imapInbox = (url: string, env: Env): BounceInbox => {
  const { mailbox, ...server } = settingsOf(url);
  return {
    name: `${mailbox} on ${server.host}`,
    async read(take, signal) {
      const client = new ImapFlow({ ...server, logger: false, disableAutoIdle: true });
      const closed = new AbortController();
      client.on('close', () => closed.abort());
      client.on('error', () => closed.abort());
      const ended = AbortSignal.any([signal, closed.signal]);
      await client.connect();
      try {
        await client.mailboxOpen(mailbox);
        while (!ended.aborted) {
          const news = new AbortController();
          client.once('exists', () => news.abort());
          await readUnseen(client, take);
          // The server tells of new mail from now on; the next command ends that.
          void client.idle().catch(() => closed.abort());
          await pause(env, lookEveryMs, AbortSignal.any([ended, news.signal]));
        }
        if (!signal.aborted) throw new Error('the mailbox was closed');
      } finally {
        client.close();
      }
    },
  };
};
