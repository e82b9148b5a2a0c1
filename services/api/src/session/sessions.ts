import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Env } from '@caselog/env';
import { openSessionStore, type Holder } from './store.ts';

/** How long a session lasts however much it is used, and how long it lies unused. */
export const sessionMsMax = 12 * 3_600_000;
export const idleMsMax = 4 * 3_600_000;
const touchEveryMs = 60_000;

export interface Session {
  readonly holder: Holder;
  /** What the page repeats with everything that changes something; another site cannot know it. */
  readonly csrfToken: string;
  readonly endsAtMs: number;
}

/** The sessions of browsers. A session's secret is in its cookie alone; here its hash is kept. */
export interface Sessions {
  /** Begins one and gives its secret. A fresh secret each time: nobody's session can be fixed beforehand. */
  begin(holder: Holder): string;
  /** The session of a secret, undefined when there is none any more. `isUse`: whether asking counts as using it. */
  find(secret: string, isUse: boolean): Session | undefined;
  end(secret: string): void;
  close(): void;
}

export interface SessionsOptions {
  /** An SQLite file, or `:memory:`. */
  readonly path: string;
  readonly env: Env;
}

const keyOf = (secret: string): string => hash('sha256', secret, 'hex');
const csrfOf = (secret: string): string => hash('sha256', `csrf ${secret}`, 'base64url');

export const openSessions = ({ path, env }: SessionsOptions): Sessions => {
  const store = openSessionStore(path);
  return {
    begin(holder) {
      const nowMs = env.now();
      store.sweep(nowMs);
      const secret = randomBytes(32).toString('base64url');
      store.put(keyOf(secret), { holder, endsAtMs: nowMs + sessionMsMax, usedAtMs: nowMs });
      return secret;
    },
    find(secret, isUse) {
      const key = keyOf(secret);
      const stored = store.get(key);
      if (!stored) return undefined;
      const nowMs = env.now();
      if (nowMs >= stored.endsAtMs || nowMs >= stored.usedAtMs + idleMsMax) {
        store.remove(key);
        return undefined;
      }
      if (isUse && nowMs - stored.usedAtMs >= touchEveryMs) store.touch(key, nowMs);
      return { holder: stored.holder, csrfToken: csrfOf(secret), endsAtMs: stored.endsAtMs };
    },
    end: (secret) => store.remove(keyOf(secret)),
    close: () => store.close(),
  };
};

/** Whether a page knows its session's token. Constant time. */
export const knowsCsrf = ({ csrfToken }: Session, given: string): boolean =>
  timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', csrfToken, 'buffer'));
