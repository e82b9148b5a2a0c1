import { Metadata, Server, ServerCredentials, ServerInterceptingCall } from '@grpc/grpc-js';
import type { ServerInterceptor } from '@grpc/grpc-js';
import gossipService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_grpc_pb.js';
import featuresService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import streamsService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import { append, batchAppend } from './append-service.ts';
import { gossip, supportedMethods } from './cluster-services.ts';
import type { Member } from './cluster-services.ts';
import { Faults } from './faults.ts';
import { Gate } from './gate.ts';
import { KurrentLog } from './log.ts';
import type { LogOptions } from './log.ts';
import type { Call, EndPoint, NodeView } from './node-view.ts';
import { read } from './read-service.ts';

const loopback = '127.0.0.1';
const messageBytesMax = 64 * 1024 * 1024;

interface TlsFiles {
  readonly key: Buffer;
  readonly certificate: Buffer;
}

export interface ClusterOptions extends LogOptions {
  /** Default 1. */
  readonly nodes?: number;
  readonly tls?: TlsFiles;
  /** The name under which nodes speak of each other; default 127.0.0.1. With TLS it must be a name, as `localhost`. */
  readonly host?: string;
  /** The one account there is; default: nobody is asked. */
  readonly account?: { readonly user: string; readonly password: string };
}

export interface ConnectionOptions {
  readonly nodes?: readonly KurrentNode[];
  readonly account?: string;
}

/** One node: its services behind a gate that can be cut, closed and opened again on the same port. */
export class KurrentNode implements NodeView {
  readonly faults = new Faults();
  readonly calls: Call[] = [];
  sent = 0;
  readonly authorization: string | undefined;
  readonly #cluster: KurrentCluster;
  readonly #server: Server;
  readonly #gate: Gate;

  constructor(cluster: KurrentCluster, server: Server, gate: Gate, authorization: string | undefined) {
    this.#cluster = cluster;
    this.#server = server;
    this.#gate = gate;
    this.authorization = authorization;
  }

  get log(): KurrentLog {
    return this.#cluster.log;
  }

  get port(): number {
    return this.#gate.port;
  }

  get isLeader(): boolean {
    return this.#cluster.leaderNode === this;
  }

  get isAlive(): boolean {
    return this.#gate.isOpen;
  }

  get leader(): EndPoint {
    return { address: this.#cluster.host, port: this.#cluster.leaderNode.port };
  }

  cut(): void {
    this.#gate.cut();
  }

  /** The next node that lives leads from now on. */
  resign(): void {
    this.#cluster.electAfter(this);
  }

  /** As if the process had been killed: connections break, new ones are refused. */
  kill(): Promise<void> {
    return this.#gate.close();
  }

  /** Starts it again, on the same port and the same log. */
  start(): Promise<void> {
    return this.#gate.open();
  }

  async destroy(): Promise<void> {
    await this.#gate.close();
    this.#server.forceShutdown();
  }
}

/**
 * A protocol double of a KurrentDB cluster in this process: gRPC servers on the service definitions that the client package ships, over
 * one log. Nodes share the log, so replication is never late; everything else that an adapter can meet is made by {@link Faults}.
 */
export class KurrentCluster {
  readonly log: KurrentLog;
  readonly nodes: KurrentNode[] = [];
  readonly host: string;
  #leader = 0;

  constructor({ host = loopback, ...options }: ClusterOptions) {
    this.host = host;
    this.log = new KurrentLog(options);
  }

  get leaderNode(): KurrentNode {
    return this.nodes[this.#leader]!;
  }

  /** The members as every node tells of them. */
  get members(): readonly Member[] {
    return this.nodes.map((node, index) => ({
      id: `00000000-0000-4000-8000-00000000000${index}`,
      address: this.host,
      port: node.port,
      isLeader: node.isLeader,
      isAlive: node.isAlive,
    }));
  }

  electAfter(node: KurrentNode): void {
    const from = this.nodes.indexOf(node);
    for (let step = 1; step <= this.nodes.length; step += 1) {
      const index = (from + step) % this.nodes.length;
      if (!this.nodes[index]!.isAlive) continue;
      this.#leader = index;
      return;
    }
  }

  /** `kurrentdb://…` that names every node, or those given. `account` as `user:password@`. */
  connectionString(
    query = 'tls=false',
    { nodes = this.nodes, account = '' }: ConnectionOptions = {},
  ): string {
    const hosts = nodes.map(({ port }) => `${this.host}:${port}`).join(',');
    return `kurrentdb://${account}${hosts}?${query}`;
  }

  async destroy(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.destroy()));
  }
}

/**
 * Answers with headers as soon as a call begins. The driver's reading half sends a small second packet only when the first is acknowledged
 * (it leaves Nagle's algorithm on), and a silent peer acknowledges up to 40 ms late: that would be most of the time a test takes.
 */
const answerEarly: ServerInterceptor = (_, call) =>
  new ServerInterceptingCall(call, {
    start: (next) =>
      next({
        onReceiveMetadata: (metadata, listener) => {
          call.sendMetadata(new Metadata());
          listener(metadata);
        },
      }),
  });

async function startNode(cluster: KurrentCluster, { tls, account }: ClusterOptions): Promise<KurrentNode> {
  const server = new Server({
    'grpc.max_receive_message_length': messageBytesMax,
    'grpc.max_send_message_length': messageBytesMax,
    interceptors: [answerEarly],
  });
  const credentials = tls
    ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }])
    : ServerCredentials.createInsecure();
  const injector = server.createConnectionInjector(credentials);
  const gate = new Gate(loopback, (socket) => injector.injectConnection(socket));
  const authorization =
    account && `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`;
  const node = new KurrentNode(cluster, server, gate, authorization);
  server.addService(streamsService.StreamsService, {
    read: read(node),
    append: append(node),
    batchAppend: batchAppend(node),
  });
  server.addService(gossipService.GossipService, { read: gossip(() => cluster.members) });
  server.addService(featuresService.ServerFeaturesService, { getSupportedMethods: supportedMethods });
  await gate.open();
  return node;
}

/** Starts a cluster on free ports of the loopback address. The first node leads. */
export async function startKurrentCluster(options: ClusterOptions = {}): Promise<KurrentCluster> {
  const cluster = new KurrentCluster(options);
  for (let index = 0; index < (options.nodes ?? 1); index += 1)
    cluster.nodes.push(await startNode(cluster, options));
  return cluster;
}
