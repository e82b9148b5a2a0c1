import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Script, Step } from './script.ts';

export interface LoadOptions {
  readonly port: number;
  readonly token?: string;
  readonly connections: number;
  /** For how long new requests are sent. */
  readonly forMs: number;
  /** What the `n`th connection sends. */
  readonly script: (n: number) => Script;
}

/** A loopback address of its own for each run, so that none meets the limit of requests an address has. */
let runs = 0;
const freshAddress = (): string => {
  runs += 1;
  return `127.0.${1 + (runs >> 8)}.${1 + (runs & 0xff)}`;
};

/** The bare route is sent the token too: what it is not asked to look at costs it nothing but the reading of the line. */
const requestOf = (authorization: string, { path, body }: Step): string =>
  `POST ${path} HTTP/1.1\r\nhost: desk\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
  `${authorization}\r\n${body}`;

/** Where the first whole answer in the text ends, 0 when it is not whole yet. @throws when it is not the one wanted */
const answerEnd = (text: string, status: number): number => {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return 0;
  if (!text.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`answered: ${text.slice(0, 600)}`);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
  const end = headEnd + 4 + length;
  return text.length >= end ? end : 0;
};

const connected = async (port: number, localAddress: string): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
  await once(socket, 'connect');
  return socket;
};

/**
 * Sends requests over connections that are kept, each connection one after the other, by hand: a client of its own would cost as much
 * as the server, and hide what that costs. Gives requests a second.
 */
export const load = async ({ port, token, connections, forMs, script }: LoadOptions): Promise<number> => {
  const localAddress = freshAddress();
  const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
  const sockets = await Promise.all(Array.from({ length: connections }, () => connected(port, localAddress)));
  let done = 0;
  const beganAtMs = performance.now();
  const work = (socket: Socket, next: Script): Promise<void> =>
    new Promise((resolve, reject) => {
      let rest = '';
      let step = next('');
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the server closed the connection')));
      // One byte a character: the answers' lengths are in bytes.
      socket.on('data', (chunk) => {
        try {
          rest += chunk.toString('latin1');
          const end = answerEnd(rest, step.status);
          if (end === 0) return;
          done += 1;
          if (performance.now() - beganAtMs >= forMs) return resolve();
          step = next(rest);
          rest = rest.slice(end);
          socket.write(requestOf(authorization, step));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      socket.write(requestOf(authorization, step));
    });
  await Promise.all(sockets.map((socket, n) => work(socket, script(n))));
  const seconds = (performance.now() - beganAtMs) / 1_000;
  for (const socket of sockets) socket.destroy();
  return done / seconds;
};
