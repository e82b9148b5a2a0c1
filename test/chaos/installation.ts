import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv as env } from '@caselog/env';
import { readModelsFile } from '@caselog/projections';
import type { MailServer } from '../support/mail-server.ts';
import { startMailServer } from '../support/mail-server.ts';
import { type NatsServer, startNatsServer } from '../support/nats-server.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { freePort } from '../support/port.ts';
import { type Door, httpDoor, natsDoor } from './doors.ts';
import { natsPart } from './nats-part.ts';
import { type Part, ServicePart } from './part.ts';
import { postgresPart } from './postgres-part.ts';

/** A whole installation, each part a process of its own, on one ledger. */
export interface Installation {
  readonly home: string;
  /** HTTP and NATS. */
  readonly doors: readonly Door[];
  readonly natsUrl: string;
  /** Where read models are kept: the home's file, and a database on PostgreSQL. */
  readonly databases: readonly string[];
  readonly mail: MailServer;
  readonly parts: readonly Part[];
  /** Those of the parts that are services of ours, with what they stand on. */
  readonly services: readonly ServicePart[];
  readonly natsServer: NatsServer;
  readonly cluster: PostgresServer;
  part(name: string): Part;
  deleteStream(): Promise<void>;
  stop(): Promise<void>;
}

const tokenIn = async (home: string): Promise<string> => {
  const path = join(home, 'token');
  while (!existsSync(path)) await env.sleep(50);
  return (await readFile(path, 'utf8')).trim();
};

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

interface Addresses {
  readonly home: string;
  readonly nats: string;
  readonly smtp: string;
  readonly postgres: string;
  readonly apiPort: number;
  readonly pagesPort: number;
}

const main = (service: string): string => `services/${service}/src/main.ts`;

/**
 * Two ways in; two relays and two projectors on a file, of which one stands by; two projectors that share a database; the clock and
 * the mailer.
 */
const startServices = ({ home, nats, smtp, postgres, apiPort, pagesPort }: Addresses): ServicePart[] => {
  const at = ['--home', home];
  const ringing = [...at, '--nats', nats];
  const sharing = [...ringing, '--database', postgres, '--shards', '8'];
  return [
    new ServicePart('api', main('api'), [...at, '--port', String(apiPort)]),
    new ServicePart('nats-intake', main('nats-intake'), ringing),
    new ServicePart('relay-1', main('relay'), ringing),
    new ServicePart('relay-2', main('relay'), ringing),
    new ServicePart('projector-1', main('projector'), ringing),
    new ServicePart('projector-2', main('projector'), ringing),
    new ServicePart('sharing-1', main('projector'), sharing),
    new ServicePart('sharing-2', main('projector'), sharing),
    new ServicePart('mailer', main('survey-mailer'), [...at, '--smtp', smtp, '--port', String(pagesPort)]),
    new ServicePart('sla-clock', main('sla-clock'), ringing),
  ].map((part) => part.start());
};

/** Starts everything, and waits until the API answers. */
export const startInstallation = async (): Promise<Installation> => {
  // Each process listens for the end of this one, so as not to outlive it.
  process.setMaxListeners(50);
  const home = await mkdtemp(join(tmpdir(), 'caselog-chaos-'));
  const server = await startNatsServer();
  const mail = await startMailServer();
  const cluster = await startPostgres();
  const postgres = await cluster.database();
  const [apiPort, pagesPort] = [await freePort(), await freePort()];
  const nats = natsPart(server);
  const services = startServices({
    home,
    nats: server.url,
    smtp: mail.url,
    postgres,
    apiPort,
    pagesPort,
  });
  const url = `http://127.0.0.1:${apiPort}`;
  const token = await tokenIn(home);
  while (!(await isReady(url))) await env.sleep(50);
  const parts: readonly Part[] = [...services, nats, postgresPart(cluster)];
  const overNats = await natsDoor(server.url, token);
  return {
    home,
    doors: [httpDoor(url, token), overNats],
    natsUrl: server.url,
    databases: [join(home, readModelsFile), postgres],
    mail,
    parts,
    services,
    natsServer: server,
    cluster,
    part: (name) => parts.find((part) => part.name === name)!,
    deleteStream: () => nats.deleteStream(),
    async stop() {
      await Promise.all(services.map((part) => part.stop()));
      // The way in is the load's own, and its server ends next.
      await Promise.race([overNats.close(), env.sleep(10_000)]);
      await nats.stop();
      await mail.close();
      await cluster.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
};
