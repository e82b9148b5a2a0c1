/** Who may import whom: the directions of the architecture, as data. `dependencies.ts` turns them into rules. */

export interface Reach {
  /** Packages of ours it may import. */
  readonly ours: readonly string[];
  /** Packages of ours of which it may import types, and types only. */
  readonly types?: readonly string[];
  /** Third-party packages it may import, as patterns; absent: any that its package.json names. */
  readonly npm?: readonly string[];
  /** Whether it may import Node's own modules. Default: yes. */
  readonly node?: boolean;
}

const ports = ['env', 'event-store', 'broadcast'];

/** One line a package. A package without one fails the check: say what it may reach when you add it. */
export const packages: Readonly<Record<string, Reach>> = {
  env: { ours: [], npm: [] },
  process: { ours: ['env'], npm: ['pino'] },
  ticket: { ours: [], types: ['sla'], npm: ['xstate', 'zod'], node: false },
  sla: { ours: [], types: ['ticket'], npm: ['zod', 'date-holidays'], node: false },
  words: { ours: [], npm: ['intl-messageformat'], node: false },
  policy: { ours: ['ticket', 'sla'], npm: ['zod'], node: false },
  registers: { ours: ['ticket'], npm: ['zod'], node: false },
  'ticket-clock': { ours: ['ticket', 'sla', 'policy'], npm: [], node: false },
  boards: {
    ours: ['env', 'event-store', 'ticket', 'sla', 'ticket-clock', 'discovery'],
    npm: ['elkjs'],
  },
  discovery: { ours: ['ticket'], npm: [], node: false },
  'event-store': { ours: ['env'], npm: ['zod'] },
  'event-store-sqlite': { ours: ['env', 'event-store'], npm: [] },
  'event-store-kurrent': { ours: ['env', 'event-store'], npm: ['@kurrent/[^/]+'] },
  'log-formats': { ours: [], npm: ['csv-parse', 'saxes', '@duckdb/[^/]+'] },
  warehouse: { ours: ['event-store', 'ticket', 'sla', 'ticket-clock', 'log-formats', 'history'] },
  'tamper-evidence': { ours: ['env', 'event-store'], npm: [] },
  broadcast: { ours: ['env', 'event-store'], npm: ['zod'] },
  'broadcast-nats': { ours: ports, npm: ['@nats-io/[^/]+'] },
  installation: {
    ours: [
      'env',
      'process',
      'access-control',
      'broadcast',
      'broadcast-nats',
      'event-store',
      'event-store-sqlite',
      'event-store-kurrent',
      'tamper-evidence',
    ],
    npm: [],
  },
  attachments: { ours: ['env'], npm: ['file-type'] },
  database: { ours: ['env', 'broadcast'], npm: ['kysely', 'pg'] },
  projections: { ours: [...ports, 'database', 'ticket', 'sla', 'policy', 'ticket-clock'] },
  helpdesk: { ours: [...ports, 'ticket', 'sla', 'policy', 'registers', 'ticket-clock'] },
  columns: { ours: ['env', 'event-store', 'ticket'], npm: [] },
  'held-tickets': { ours: [...ports, 'process', 'ticket', 'helpdesk', 'database'], npm: [] },
  history: {
    ours: [
      ...ports,
      'ticket',
      'sla',
      'policy',
      'ticket-clock',
      'registers',
      'helpdesk',
      'projections',
      'log-formats',
      'tamper-evidence',
      'columns',
    ],
  },
  'api-contract': { ours: ['ticket', 'policy', 'registers', 'discovery'], npm: ['zod'] },
  worker: {
    ours: [...ports, 'ticket', 'api-contract', 'database'],
    npm: ['kysely'],
  },
  asyncapi: { ours: ['ticket', 'policy', 'registers', 'api-contract', 'access-control'], npm: ['zod'] },
  'nats-client': { ours: ['api-contract', 'env'], npm: ['@nats-io/[^/]+'] },
  intake: {
    ours: [
      'env',
      'event-store',
      'ticket',
      'policy',
      'registers',
      'helpdesk',
      'api-contract',
      'access-control',
    ],
    npm: ['zod'],
  },
  'access-control': { ours: ['env', 'event-store', 'ticket', 'api-contract'], npm: ['jose', 'zod'] },
};

/** Folders of services that see nothing of ours but the public contract. */
export const remoteOnly = ['services/dashboard/src', 'services/cli/src/remote'];

/** What those may say besides: the words of a requester's pages, whose every language is a file of its own. */
export const spoken = 'words/src/pages';

/** The one service that others may serve beside what they do: the pages. */
export const served = 'dashboard';

/** What programs around a desk are made of, and so what the examples may see. */
export const sdk = ['api-contract', 'nats-client', 'worker', 'process', 'env'];

/** The one service that is made of the others. */
export const composer = 'desk';
