import { natsServerBinaries, natsServerVersion } from '../../../test/support/nats-server.ts';

/** The servers to test on, each by its version. */
export const servers = await Promise.all(
  (await natsServerBinaries()).map(async (binary) => ({ binary, version: await natsServerVersion(binary) })),
);

let names = 0;

/** Names for a stream that no other test uses. */
export const freshStream = () => {
  names += 1;
  return { stream: `test-${names}`, subjectPrefix: `test${names}.event` };
};
