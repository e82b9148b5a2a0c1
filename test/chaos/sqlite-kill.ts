/**
 * The long run: kills the process that writes the SQLite ledger at random moments under load and checks the ledger after each kill.
 * Run: node test/chaos/sqlite-kill.ts [rounds, default 200]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRounds } from '../../packages/event-store-sqlite/test/kill/rounds.ts';

const rounds = Number(process.argv[2] ?? 200);
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error(`${process.argv[2]} is no number of rounds: node test/chaos/sqlite-kill.ts [rounds]`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'caselog-kill-'));
try {
  const report = await killRounds(join(folder, 'ledger.db'), rounds, (round) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${round}/${rounds} kills`);
  });
  console.log(JSON.stringify(report));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
