import { afterEach, beforeEach, expect, it } from 'vitest';
import { killRounds } from './kill/rounds.ts';
import { temporaryLedger } from './temporary.ts';
import type { TemporaryLedger } from './temporary.ts';

let ledger: TemporaryLedger;
beforeEach(() => {
  ledger = temporaryLedger();
});
afterEach(() => ledger.close());

// Two hundred rounds: node test/chaos/sqlite-kill.ts
it('keeps every acknowledged append, once and in order, when the process is killed under load', async () => {
  const report = await killRounds(ledger.path, 4);
  expect(report.acknowledgedAppends).toBeGreaterThan(100);
});
