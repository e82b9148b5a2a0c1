import { openColumns } from '@caselog/columns';
import { compilePolicy, defaultPolicy, parsePolicy } from '@caselog/policy';
import { asOfView, whatIf } from '../../src/index.ts';

/**
 * Folds made-up columns in a process of its own, so that its memory is that of the fold alone. Writes the best times, in milliseconds, and the
 * most memory it took, in megabytes.
 */
const [folder = '', instant = ''] = process.argv.slice(2);
const repeats = 5;

const policy = (businessDays: number, version: string) =>
  compilePolicy(
    parsePolicy({
      ...defaultPolicy,
      targets: [{ ...defaultPolicy.targets[0]!, within: { businessDays } }],
    }),
    version,
    'bench',
  );
const own = policy(1, 'reference-1');
const candidate = policy(2, 'candidate');

const best = async (work: () => Promise<unknown>): Promise<number> => {
  let bestMs = Infinity;
  for (let run = 0; run < repeats; run += 1) {
    const startMs = performance.now();
    await work();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return bestMs;
};

const columns = openColumns(folder);
const policies = { policyOf: () => own, currentPolicy: () => own };
const untilMs = Date.UTC(2026, 5, 1);
const asOfMs = await best(() => asOfView(columns, instant));
const whatIfMs = await best(() => whatIf(columns, { policies, candidate, untilMs }));
const memoryMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ asOfMs, whatIfMs, memoryMb, events: columns.events })}\n`);
columns.close();
