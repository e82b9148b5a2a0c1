import {
  buildApi,
  homeReceipts,
  openHomeIdentity,
  sqlOperations,
  sqlReads,
  type ApiServer,
  type HomeIdentity,
} from '@caselog/api';
import { serveDashboard } from '@caselog/dashboard';
import type { Env } from '@caselog/env';
import { openHome, type Home, type Logger } from '@caselog/process';
import type { MailPart } from '@caselog/survey-mailer';
import { catchUp } from './catch-up.ts';
import { loadDemonstration } from './demonstration.ts';
import type { Upkeep } from './keep-running.ts';
import { startMail } from './mail.ts';
import { startNats, type NatsPart } from './nats.ts';
import { startNotary } from './notary.ts';
import {
  openLedger,
  relayPosition,
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

const buildServer = async (
  { env, log }: DeskOptions,
  home: Home,
  ledger: Ledger,
  { db }: ReadSide,
  { auth, apiKeys, browsers }: HomeIdentity,
  mail: MailPart,
  nats: NatsPart | undefined,
): Promise<ApiServer> => {
  const { store, book, registers, helpdesk, attachments, follow } = ledger;
  const app = await buildApi({
    helpdesk,
    store,
    book,
    registers,
    apiKeys,
    mail: mail.mailer,
    attachments,
    broadcasts: [
      { name: 'in this process', tail: () => relayPosition(ledger) },
      ...(nats ? [{ name: 'NATS', tail: () => nats.tail() }] : []),
    ],
    reads: sqlReads(db, env),
    operations: sqlOperations({ db, env, home }),
    events: { head: () => store.head(), follow },
    env,
    auth,
    browsers,
    receipts: homeReceipts(home, store),
    columnsFolder: home.file('columns'),
    log,
  });
  await serveDashboard(app);
  await mail.addRoutes(app, { access: 'public' });
  return app;
};

/** Opens the ledger with what writes and follows it; each is closed by the stack, the last one first. */
const startParts = async (
  options: DeskOptions,
  home: Home,
  publicUrl: string,
  stack: AsyncDisposableStack,
) => {
  const { settings, env, log, progress, signal } = options;
  const ledger = await openLedger(home, env);
  stack.defer(() => ledger.store.close());
  stack.defer(() => ledger.broadcast.close());
  const mail = await startMail({ ...options, home, publicUrl }, ledger);
  stack.defer(() => mail.close());
  if (!settings.empty) {
    const { store, registers, book } = ledger;
    const policyVersion = book.current().version;
    await loadDemonstration({ home, store, registers, policyVersion, env, progress, signal });
  }
  const stop = new AbortController();
  const upkeep: Upkeep = { env, log, signal: stop.signal };
  const readSide = await startReadSide(home, ledger, upkeep);
  stack.defer(() => readSide.close());
  for (const worker of await startWorkers(home, ledger, upkeep)) stack.defer(() => worker.close());
  const running = [readSide.running, startRelay(ledger, upkeep)];
  stack.defer(async () => {
    stop.abort();
    await Promise.all(running);
  });
  await catchUp({ store: ledger.store, db: readSide.db, env, progress, signal });
  // Last, so that it does not slow what people wait for.
  running.push(startNotary(home, ledger.store, upkeep));
  return { ledger, readSide, mail };
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
  await using stack = new AsyncDisposableStack();
  const { ledger, readSide, mail } = await startParts(options, home, settings.publicUrl ?? url, stack);
  signal.throwIfAborted();
  const identity = await openHomeIdentity({ home, store: ledger.store, env });
  stack.defer(() => identity.close());
  const nats =
    settings.nats === undefined
      ? undefined
      : startNats(ledger, identity.browsers.identify, settings.nats, { env, log: options.log });
  if (nats) stack.defer(() => nats.close());
  const app = await buildServer(options, home, ledger, readSide, identity, mail, nats);
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
