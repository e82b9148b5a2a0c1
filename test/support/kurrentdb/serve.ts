/** Runs a protocol double in a process of its own: prints its connection string, and ends with SIGINT or SIGTERM. */
import { once } from 'node:events';
import { startKurrentCluster } from './index.ts';

const nodes = Number(process.argv[2] ?? 1);
const cluster = await startKurrentCluster({ nodes });
console.log(cluster.connectionString());
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await cluster.destroy();
