import { once } from 'node:events';
import { startKurrentCluster } from './cluster.ts';

export type { AppendFault, ReadFault } from './faults.ts';
export { startKurrentCluster } from './cluster.ts';
export type { ClusterOptions, KurrentCluster, KurrentNode } from './cluster.ts';

/** As a process of its own it takes the number of nodes, prints a connection string, and ends with SIGINT or SIGTERM. */
if (import.meta.main) {
  const cluster = await startKurrentCluster({ nodes: Number(process.argv[2] ?? 1) });
  console.log(cluster.connectionString());
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await cluster.destroy();
}
