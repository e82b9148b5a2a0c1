export type { AppendFault, ReadFault } from './faults.ts';
export { startKurrentCluster } from './cluster.ts';
export type { ClusterOptions, KurrentCluster, KurrentNode, TlsFiles } from './cluster.ts';
