import { openColumns } from '@caselog/columns';
import { compilePolicy, defaultPolicy, parsePolicy, type PolicyInput } from '@caselog/policy';
import { asOfView, whatIf } from '../../src/index.ts';

/**
 * Folds made-up columns in a process of its own, so that its memory is that of the fold alone. Writes times in milliseconds, the first and the
 * best of some, and the most memory it took, in megabytes.
 */
const [folder = '', ...instants] = process.argv.slice(2);
const repeats = 5;

const policy = (parts: Partial<PolicyInput>, version: string) =>
  compilePolicy(parsePolicy({ ...defaultPolicy, ...parts }), version, 'bench');
const own = policy({}, 'reference-1');
/** The unchanged one is decided anew for one side only; the two others for every ticket on both. */
const candidates = {
  unchanged: policy({}, 'candidate'),
  doubledTarget: policy(
    { targets: [{ ...defaultPolicy.targets[0]!, within: { businessDays: 2 } }] },
    'candidate',
  ),
  otherCalendar: policy({ hours: [{ calendar: 'chat-japanese' }] }, 'candidate'),
};

const timesOf = async (work: () => Promise<unknown>): Promise<{ firstMs: number; bestMs: number }> => {
  const times: number[] = [];
  for (let run = 0; run < repeats; run += 1) {
    const startMs = performance.now();
    await work();
    times.push(performance.now() - startMs);
  }
  return { firstMs: times[0]!, bestMs: Math.min(...times) };
};

const columns = openColumns(folder);
const policies = { policyOf: () => own, currentPolicy: () => own };
const untilMs = Date.UTC(2026, 5, 1);
const asOf = [];
for (const instant of instants) asOf.push(await timesOf(() => asOfView(columns, instant)));
const tried = async (candidate: typeof own) =>
  timesOf(() => whatIf(columns, { policies, candidate, untilMs }));
const whatIfs = {
  doubledTarget: await tried(candidates.doubledTarget),
  otherCalendar: await tried(candidates.otherCalendar),
  unchanged: await tried(candidates.unchanged),
};
const memoryMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ asOf, whatIfs, memoryMb })}\n`);
columns.close();
