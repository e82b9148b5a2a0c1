/**
 * The broadcast on the oldest and the newest server: its contract on every one of Debian's (2.9, 2.10 and the newest), then rounds of chaos
 * on the first and the last of them.
 * Run: npx pnpm@12 brokers [contract|chaos|both, default both] [rounds, default 3] [seed, default by chance]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bin, root } from '../root.ts';
import { natsServerVersion } from '../support/nats-binary.ts';
import { debianNatsServer, debianSuites } from '../support/nats-debian.ts';

const [part = 'both', rounds = '3', ...seed] = process.argv.slice(2);
if (!['contract', 'chaos', 'both'].includes(part)) {
  console.error(`${part}: npx pnpm@12 brokers [contract|chaos|both] [rounds] [seed]`);
  process.exit(1);
}

/** Where what the servers differ in can show. */
const contract = [
  'packages/broadcast-nats',
  'services/nats-intake',
  'services/relay/test/retention.test.ts',
  'test/acceptance/nats-client.test.ts',
];

/** Runs a program of the house to its end. */
const run = async (program: string, words: readonly string[], more: NodeJS.ProcessEnv): Promise<boolean> => {
  const child = spawn(join(bin, program), words, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...more },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
};

const servers = await Promise.all(
  debianSuites.map(async (suite) => {
    const binary = await debianNatsServer(suite);
    return { binary, version: await natsServerVersion(binary) };
  }),
);
const versions = servers.map(({ version }) => version).join(', ');
const outcomes: string[] = [];
const note = (what: string, isWell: boolean): void => {
  outcomes.push(`${isWell ? 'passed' : 'FAILED'}  ${what}`);
  if (!isWell) process.exitCode = 1;
};
if (part !== 'chaos') {
  const named = { CASELOG_TEST_NATS_SERVERS: servers.map(({ binary }) => binary).join(':') };
  note(`contract on nats-server ${versions}`, await run('vitest', ['run', ...contract], named));
}
if (part !== 'contract')
  for (const { binary, version } of [servers[0]!, servers.at(-1)!]) {
    const words = [join('test', 'chaos', 'run.ts'), rounds, ...seed];
    note(
      `${rounds} rounds of chaos on nats-server ${version}`,
      await run('node', words, { NATS_SERVER: binary }),
    );
  }
console.log(outcomes.join('\n'));
