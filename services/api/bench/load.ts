import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

export interface LoadOptions {
  readonly port: number;
  readonly token?: string;
  readonly connections: number;
  /** For how long new requests are sent. */
  readonly forMs: number;
  /** The body of the `n`th request. */
  readonly body: (n: number) => string;
  /** The status that counts as done. */
  readonly status: number;
}

/** A loopback address of its own for each run, so that none meets the limit of requests an address has. */
let runs = 0;
const freshAddress = (): string => {
  runs += 1;
  return `127.0.${1 + (runs >> 8)}.${1 + (runs & 0xff)}`;
};

const requestOf = ({ token, body }: LoadOptions, n: number): string => {
  const text = body(n);
  return (
    `POST /tickets HTTP/1.1\r\nhost: desk\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n` +
    `${token === undefined ? '' : `authorization: Bearer ${token}\r\n`}\r\n${text}`
  );
};

/** The length of the first whole answer in the text, 0 when it is not whole yet. @throws when it is not the one wanted */
const answerLength = (text: string, status: number): number => {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return 0;
  if (!text.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`answered: ${text.slice(0, 600)}`);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd + 2))?.[1]);
  const end = headEnd + 4 + length;
  return text.length >= end ? end : 0;
};

/**
 * Sends requests over connections that are kept, each connection one after the other, by hand: a client of its own would cost as much
 * as the server, and hide what that costs. Gives requests a second.
 */
export const load = async (options: LoadOptions): Promise<number> => {
  const { port, connections, forMs, status } = options;
  const localAddress = freshAddress();
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );
  let sent = 0;
  const beganAtMs = performance.now();
  const work = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let rest = '';
      const next = () => {
        if (performance.now() - beganAtMs >= forMs) {
          resolve();
          return;
        }
        socket.write(requestOf(options, sent));
        sent += 1;
      };
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the server closed the connection')));
      // One byte a character: the answers' lengths are in bytes.
      socket.on('data', (chunk) => {
        try {
          rest += chunk.toString('latin1');
          const length = answerLength(rest, status);
          if (length === 0) return;
          rest = rest.slice(length);
          next();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      next();
    });
  await Promise.all(sockets.map(work));
  const seconds = (performance.now() - beganAtMs) / 1_000;
  for (const socket of sockets) socket.destroy();
  return sent / seconds;
};
