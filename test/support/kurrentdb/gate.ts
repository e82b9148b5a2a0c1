import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A TCP port in front of a server: its connections can be cut at any moment, and the port closed and opened again. */
export class Gate {
  readonly #address: string;
  readonly #take: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(address: string, take: (socket: Socket) => void) {
    this.#address = address;
    this.#take = take;
  }

  /** The port to connect to, from the first {@link open} on the same for ever. */
  get port(): number {
    return this.#port;
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  async open(): Promise<void> {
    if (this.#server) return;
    const server = createServer({ noDelay: true }, (socket) => this.#join(socket));
    server.listen(this.#port, this.#address);
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Breaks every connection, without a word to the other side. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#sockets.clear();
  }

  /** Refuses new connections and cuts the others. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    if (!server) return;
    server.close();
    await once(server, 'close');
  }

  #join(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    this.#take(socket);
  }
}
