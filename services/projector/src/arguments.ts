import { parseArgs } from 'node:util';
import { UsageError } from '@caselog/process';

export interface Arguments {
  readonly home: string;
  /** `nats://host:port`; absent: the ledger alone is followed. */
  readonly nats?: string;
  readonly stream?: string;
  /** `postgres://…` or a file; absent: the read models' file in the home. */
  readonly database?: string;
  /** Into how many shards projectors split the tickets; absent: as they are split. */
  readonly shards?: number;
  /** How long another projector must be silent before its shards are taken over; absent: 3 seconds. */
  readonly takeoverMs?: number;
}

const usage =
  'usage: projector [--home DIR] [--nats URL] [--stream NAME] [--database URL|FILE] [--shards NUMBER] [--takeover-ms MS]';

const shardNumbers = [1, 2, 4, 8, 16, 32, 64];

const shardsOf = (text: string): number => {
  if (!shardNumbers.some((number) => `${number}` === text))
    throw new UsageError(`--shards must be one of ${shardNumbers.join(', ')}, not ${text}; ${usage}`);
  return Number(text);
};

const takeoverOf = (text: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new UsageError(`--takeover-ms must be a number of milliseconds, not ${text}; ${usage}`);
  return Number(text);
};

const read = (words: readonly string[]) => {
  try {
    return parseArgs({
      args: [...words],
      options: {
        home: { type: 'string', default: '.caselog' },
        nats: { type: 'string' },
        stream: { type: 'string' },
        database: { type: 'string' },
        shards: { type: 'string' },
        'takeover-ms': { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}; ${usage}`);
  }
};

/** What the command line asks for. Pure. @throws UsageError */
export const argumentsOf = (words: readonly string[]): Arguments => {
  const { shards, 'takeover-ms': takeover, ...rest } = read(words);
  return {
    ...rest,
    ...(shards !== undefined && { shards: shardsOf(shards) }),
    ...(takeover !== undefined && { takeoverMs: takeoverOf(takeover) }),
  };
};
