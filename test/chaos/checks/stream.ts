import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv as env } from '@caselog/env';
import type { LedgerView } from './ledger-view.ts';

/** Position of the stream's last message. */
export const published = async (servers: string): Promise<number> => {
  const broadcast = await connectNatsBroadcast({ servers, env });
  try {
    return (await broadcast.tail()).position;
  } finally {
    await broadcast.close();
  }
};

/** What is wrong with the broadcast's stream: it holds each event of the ledger once, in order. */
export const streamFaults = async (servers: string, ledger: LedgerView): Promise<readonly string[]> => {
  const broadcast = await connectNatsBroadcast({ servers, env });
  const stop = new AbortController();
  const faults: string[] = [];
  let last = 0;
  try {
    for await (const batch of broadcast.listen({ after: 0, signal: stop.signal })) {
      for (const { event, position } of batch) {
        if (position !== last + 1) faults.push(`position ${position} follows ${last} in the stream`);
        if (event && ledger.ids.get(event.id) !== position)
          faults.push(`the stream holds another event at ${position} than the ledger`);
        last = position;
      }
      if (last >= ledger.position || faults.length > 20) break;
    }
    return faults;
  } finally {
    stop.abort();
    await broadcast.close();
  }
};
