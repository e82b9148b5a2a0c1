import { systemEnv as env } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { refreshColumns } from '../../src/index.ts';

/** Builds columns over and over until it is killed: at first anew, then from the last event it has. */
const [path = '', folder = ''] = process.argv.slice(2);
const store = openSqliteStore({ path, env, readOnly: true });
process.send?.('at work');
for (let round = 0; ; round += 1) {
  const half = Math.ceil((await store.head()) / 2);
  const first = await refreshColumns({ store, folder, env, anew: round % 2 === 1, until: half });
  first.close();
  const second = await refreshColumns({ store, folder, env });
  second.close();
}
