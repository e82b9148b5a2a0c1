import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { UsageError } from '@caselog/process';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may not be used by this user',
  EADDRNOTAVAIL: 'is on an address this machine does not have',
};

/** What a failure to listen means to the person who started the desk. Pure. */
export const portError = (error: unknown, host: string, port: number): Error => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  if (reason === undefined) return error instanceof Error ? error : new Error(String(error));
  return new UsageError(`port ${port} of ${host} ${reason}: choose another with --port`, { cause: error });
};

/** The port to listen on, found out before anything else is begun: the one asked for, or any free one for 0. @throws UsageError */
export const findPort = async (host: string, wanted: number): Promise<number> => {
  const server = createServer();
  server.listen(wanted, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw portError(error, host, wanted);
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
