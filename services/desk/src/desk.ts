import { buildApi, openHomeIdentity, sqlReads, type ApiServer, type HomeIdentity } from '@caselog/api';
import { serveDashboard } from '@caselog/dashboard';
import type { Env } from '@caselog/env';
import { openHome, secretAt, type Home, type Logger } from '@caselog/process';
import {
  folderTransport,
  MailerBookError,
  smtpTransport,
  startMailer,
  surveyRoutes,
  type SurveyMailer,
} from '@caselog/survey-mailer';
import { catchUp } from './catch-up.ts';
import { loadDemonstration } from './demonstration.ts';
import { DeskRunningError } from './errors.ts';
import type { Upkeep } from './keep-running.ts';
import { startNats } from './nats.ts';
import { startNotary } from './notary.ts';
import {
  openLedger,
  startReadSide,
  startRelay,
  startWorkers,
  type Ledger,
  type ReadSide,
} from './parts.ts';
import { findPort, portError } from './port.ts';
import type { Progress } from './progress.ts';
import { mintRoleTokens, type RoleToken } from './role-tokens.ts';
import type { Settings } from './settings.ts';

export interface DeskOptions {
  readonly settings: Settings;
  readonly env: Env;
  readonly log: Logger;
  readonly progress: Progress;
  /** Stops a start that is under way. */
  readonly signal: AbortSignal;
}

/** A desk at work. */
export interface Desk {
  /** Where it is reached on this machine. */
  readonly url: string;
  readonly token: string;
  readonly tokenPath: string;
  /** A token for each role, good for a week. */
  readonly roleTokens: readonly RoleToken[];
  /** Finishes what is under way and closes everything. Idempotent. */
  close(): Promise<void>;
}

interface Secrets {
  /** Signs the links of surveys. */
  readonly key: string;
}

const openMailer = (
  { settings, env, log }: DeskOptions,
  home: Home,
  { helpdesk, follow }: Ledger,
  { key, publicUrl }: { readonly key: string; readonly publicUrl: string },
): SurveyMailer => {
  const { smtp, from } = settings;
  const transport = smtp === undefined ? folderTransport(home.file('mail')) : smtpTransport(smtp);
  const bookPath = home.file('mailer.sqlite');
  try {
    return startMailer({ helpdesk, follow, env, log, transport, bookPath, key, publicUrl, from });
  } catch (error) {
    if (error instanceof MailerBookError && error.isTaken)
      throw new DeskRunningError(home.path, { cause: error });
    throw error;
  }
};

const buildServer = async (
  { settings, env, log }: DeskOptions,
  { store, broadcast, book, registers, helpdesk, attachments, follow }: Ledger,
  { db }: ReadSide,
  { auth, apiKeys, browsers }: HomeIdentity,
  { key }: Secrets,
): Promise<ApiServer> => {
  const app = await buildApi({
    helpdesk,
    store,
    book,
    registers,
    apiKeys,
    attachments,
    broadcasts: [{ name: 'in this process', tail: () => broadcast.tail() }],
    reads: sqlReads(db, env),
    events: { head: () => store.head(), follow },
    env,
    auth,
    browsers,
    log,
  });
  await serveDashboard(app);
  const { from } = settings;
  await app.register(surveyRoutes, { helpdesk, env, key, from, config: { access: 'public' } });
  return app;
};

/** Opens the ledger with what writes and follows it; each is closed by the stack, the last one first. */
const startParts = async (
  options: DeskOptions,
  home: Home,
  secrets: Secrets & { readonly publicUrl: string },
  stack: AsyncDisposableStack,
) => {
  const { settings, env, log, progress, signal } = options;
  const ledger = await openLedger(home, env);
  stack.defer(() => ledger.store.close());
  stack.defer(() => ledger.broadcast.close());
  const mailer = openMailer(options, home, ledger, secrets);
  mailer.ended.catch((error: unknown) =>
    log.error({ part: 'survey mailer', err: error }, 'a part of the desk ended'),
  );
  stack.defer(() => mailer.close());
  if (!settings.empty) {
    const { store, registers, book } = ledger;
    const policyVersion = book.current().version;
    await loadDemonstration({ home, store, registers, policyVersion, env, progress, signal });
  }
  const stop = new AbortController();
  const upkeep: Upkeep = { env, log, signal: stop.signal };
  const readSide = await startReadSide(home, ledger, upkeep);
  stack.defer(() => readSide.close());
  for (const worker of startWorkers(home, ledger, upkeep)) stack.defer(() => worker.close());
  const running = [readSide.running, startRelay(ledger, upkeep)];
  stack.defer(async () => {
    stop.abort();
    await Promise.all(running);
  });
  await catchUp({ store: ledger.store, db: readSide.db, env, progress, signal });
  // Last, so that it does not slow what people wait for.
  running.push(startNotary(home, ledger.store, upkeep));
  return { ledger, readSide };
};

/**
 * Starts a desk: the ledger in the home, the demonstration history where the ledger is empty, and everything that works on it. Serves
 * once the read models have caught up. What was started is closed again when the start fails or is stopped.
 * @throws HomeUnusableError, UsageError, DeskRunningError and what the ledger throws.
 */
export const startDesk = async (options: DeskOptions): Promise<Desk> => {
  const { settings, env, signal } = options;
  const { host } = settings;
  const home = await openHome(settings.home);
  const port = await findPort(host, settings.port);
  const url = `http://localhost:${port}`;
  const secrets = {
    key: await secretAt(home.file('keys', 'survey')),
    publicUrl: settings.publicUrl ?? url,
  };
  await using stack = new AsyncDisposableStack();
  const { ledger, readSide } = await startParts(options, home, secrets, stack);
  signal.throwIfAborted();
  const identity = await openHomeIdentity({ home, store: ledger.store, env });
  stack.defer(() => identity.close());
  if (settings.nats !== undefined) {
    const nats = startNats(ledger, identity.browsers.identify, settings.nats, { env, log: options.log });
    stack.defer(() => nats.close());
  }
  const app = await buildServer(options, ledger, readSide, identity, secrets);
  stack.defer(() => app.close());
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw portError(error, host, port);
  }
  const { token, tokenPath, issuer } = identity;
  const roleTokens = await mintRoleTokens(issuer);
  const open = stack.move();
  return { url, token, tokenPath, roleTokens, close: () => open.disposeAsync() };
};
