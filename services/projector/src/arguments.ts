import { parseArgs } from 'node:util';
import { UsageError } from '@caselog/process';

export interface Arguments {
  readonly home: string;
  /** `nats://host:port`; absent: the ledger alone is followed. */
  readonly nats?: string;
  readonly stream?: string;
}

const usage = 'usage: projector [--home DIR] [--nats URL] [--stream NAME]';

/** What the command line asks for. Pure. @throws UsageError */
export const argumentsOf = (words: readonly string[]): Arguments => {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        home: { type: 'string', default: '.caselog' },
        nats: { type: 'string' },
        stream: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}; ${usage}`);
  }
};
