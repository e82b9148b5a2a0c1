import type { Env } from '@caselog/env';
import { createCodec, createCommandLoop, type DecodedEvent, type EventStore } from '@caselog/event-store';
import {
  compilePolicy,
  decidePublish,
  defaultPolicy,
  evolvePolicy,
  parsePolicy,
  policyEventSchemas,
  policyPublishedSchema,
  policyStream,
  policyVersion,
  type Policy,
  type PolicyDocument,
  type PolicyPublished,
} from '@caselog/policy';
import { UnknownPolicyVersionError, type Rulebook } from './rulebook.ts';

/** One published version, as the list of versions shows it. */
export interface PolicyVersion {
  readonly version: string;
  readonly number: number;
  readonly publishedAt: string;
  readonly publishedBy: string;
  readonly note: string | null;
  readonly document: PolicyDocument;
}

export interface PublishRequest {
  readonly commandId: string;
  readonly actor: string;
  /** Anything; refused with the path of every fault when it is no policy. */
  readonly document: unknown;
  readonly note?: string;
  /** The number the editor started from: somebody else's version in between is told as a conflict. */
  readonly basedOn?: number;
}

export type PublishAnswer =
  | {
      readonly outcome: 'published';
      readonly version: string;
      readonly repeated: boolean;
      readonly position: number;
    }
  | { readonly outcome: 'conflict'; readonly basedOn: number; readonly actual: number };

/** The desk's policy through all its versions: what governs tickets, read from the ledger and published into it. */
export interface PolicyBook extends Rulebook {
  currentPolicy(): Policy;
  /** @throws UnknownPolicyVersionError */
  policyOf(version: string): Policy;
  versions(): readonly PolicyVersion[];
  /** @throws InvalidPolicyError naming the path of every fault. */
  publish(request: PublishRequest): Promise<PublishAnswer>;
}

export interface PolicyBookOptions {
  readonly store: EventStore;
  readonly env: Env;
  readonly policyId?: string;
  /** Published when the ledger holds no policy yet; default: the reference desk. */
  readonly initial?: unknown;
  /** The release of the zone data that calendars are computed with; default: the runtime's. */
  readonly zoneDataVersion?: string;
}

const codec = createCodec<PolicyPublished>([policyPublishedSchema]);

interface Publish {
  readonly document: PolicyDocument;
  readonly note: string | null;
}

/** The published versions as this process has read them. */
const createShelf = (policyId: string, zoneDataVersion: string) => {
  const compiled = new Map<string, Policy>();
  let published: readonly PolicyVersion[] = [];
  const policyOf = (version: string): Policy => {
    const policy = compiled.get(version);
    if (!policy) throw new UnknownPolicyVersionError(version);
    return policy;
  };
  return {
    policyOf,
    currentPolicy: () => policyOf(published.at(-1)?.version ?? policyVersion(policyId, 0)),
    versions: () => published,
    add: (events: readonly DecodedEvent<PolicyPublished>[]): void => {
      const added = events.map(({ data, metadata }) => ({
        version: policyVersion(policyId, data.number),
        number: data.number,
        publishedAt: metadata.recordedAt,
        publishedBy: metadata.actor,
        note: data.note,
        document: parsePolicy(data.document),
      }));
      for (const { version, document } of added) {
        compiled.set(version, compilePolicy(document, version, zoneDataVersion));
      }
      published = [...published, ...added];
    },
  };
};

/** Opens the book; a ledger without a policy gets its first one, once, however many processes start at the same time. */
export const openPolicyBook = async ({
  store,
  env,
  policyId = 'reference',
  initial = defaultPolicy,
  zoneDataVersion = process.versions.tz ?? 'unknown',
}: PolicyBookOptions): Promise<PolicyBook> => {
  const stream = policyStream(policyId);
  const loop = createCommandLoop<number, Publish, PolicyPublished>({
    codec,
    store,
    env,
    initial: 0,
    evolve: evolvePolicy,
    decide: ({ document, note }, last) => ({ events: decidePublish(document, note, last) }),
  });
  const { add, ...shelf } = createShelf(policyId, zoneDataVersion);
  const refresh = async (): Promise<void> => {
    const { events } = await loop.load(stream);
    // Read after the wait, so that two refreshes at once never add the same version twice.
    add(events.slice(shelf.versions().length));
  };

  const publish = async ({
    commandId,
    actor,
    document,
    note,
    basedOn,
  }: PublishRequest): Promise<PublishAnswer> => {
    const command = { document: parsePolicy(document), note: note ?? null };
    // Version n stands at revision n - 1, so the number an editor started from is a revision to expect.
    const expectedRevision = basedOn === undefined ? undefined : basedOn === 0 ? 'no-stream' : basedOn - 1;
    const outcome = await loop.handle(stream, { commandId, actor, command }, { expectedRevision });
    await refresh();
    if (outcome.outcome === 'conflict') {
      return { outcome: 'conflict', basedOn: basedOn ?? 0, actual: outcome.actual + 1 };
    }
    if (outcome.outcome !== 'accepted' && outcome.outcome !== 'repeated') {
      throw new Error(`publishing a policy came to ${outcome.outcome}`);
    }
    const number = outcome.events.at(-1)?.data.number ?? outcome.state;
    return {
      outcome: 'published',
      version: policyVersion(policyId, number),
      repeated: outcome.outcome === 'repeated',
      position: outcome.position,
    };
  };

  await refresh();
  if (shelf.versions().length === 0) {
    await publish({
      commandId: `first-${policyId}`,
      actor: 'desk',
      document: initial,
      note: 'First version',
    });
  }
  return { ...shelf, current: shelf.currentPolicy, of: shelf.policyOf, refresh, publish };
};

/** The version last published, undefined when the ledger holds no policy. Publishes nothing. Not pure: reads the store. */
export const lastPolicyVersion = async (
  store: EventStore,
  policyId = 'reference',
): Promise<string | undefined> => {
  const [last] = await store.readStream(policyStream(policyId), { direction: 'backward', limit: 1 });
  return last && policyVersion(policyId, policyEventSchemas.PolicyPublished.parse(last.data).number);
};
