import type { Env } from '@caselog/env';
import { imapInbox } from './imap.ts';
import type { BounceInbox } from './inbox.ts';
import { maildirInbox } from './maildir.ts';

export type { BounceInbox } from './inbox.ts';

/** The mailbox a setting names: `imap://…`, `imaps://…`, or else a Maildir folder. @throws ImapUrlError */
export const openInbox = (setting: string, env: Env): BounceInbox =>
  /^imaps?:/.test(setting) ? imapInbox(setting, env) : maildirInbox(setting, env);
