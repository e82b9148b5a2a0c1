import { glob } from 'node:fs/promises';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { composer, packages, type Reach, remoteOnly, sdk, served, spoken } from './layout.ts';

export interface Verdict {
  /** How many of our modules were read. */
  readonly modules: number;
  /** One line a fault; empty when all is well. */
  readonly faults: readonly string[];
}

const either = (names: readonly string[]) => `(?:${names.join('|')})`;
const source = (folder: string) => `^${folder}/(?:src|contract)/`;

const reachRules = ([name, reach]: [string, Reach]): IForbiddenRuleType[] => {
  const from = { path: source(`packages/${name}`) };
  const types = reach.types ?? [];
  const tools = `^packages/[^/]+/contract/`;
  const forbidden: IForbiddenRuleType[] = [
    {
      name: `${name}-reaches`,
      from,
      to: { path: '^packages/', pathNot: `^packages/${either([name, ...reach.ours, ...types])}/` },
    },
  ];
  if (types.length > 0)
    forbidden.push({
      name: `${name}-types-only`,
      from,
      to: { path: `^packages/${either(types)}/`, dependencyTypesNot: ['type-only'] },
    });
  if (reach.npm)
    forbidden.push({
      name: `${name}-third-party`,
      from: { ...from, pathNot: tools },
      to: { path: 'node_modules/', pathNot: `node_modules/${either(reach.npm)}/` },
    });
  if (reach.node === false)
    forbidden.push({ name: `${name}-is-pure`, from, to: { dependencyTypes: ['core'] } });
  return forbidden;
};

const houseRules: readonly IForbiddenRuleType[] = [
  { name: 'resolves', from: {}, to: { couldNotResolve: true } },
  {
    name: 'no-cycle',
    from: { pathNot: 'node_modules' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'by-name-across-packages',
    from: { path: '^((?:packages|services|examples)/[^/]+)/' },
    to: { path: '^(?:packages|services|examples)/', pathNot: '^$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'source-imports-no-test',
    from: { path: '^(?:packages|services|examples)/[^/]+/(?:src|contract)/' },
    to: { path: '^test/|^(?:packages|services|examples)/[^/]+/(?:test|bench)/' },
  },
  {
    name: 'source-imports-no-test-tool',
    from: { path: '^(?:packages|services|examples)/[^/]+/src/' },
    to: { path: 'node_modules/(?:vitest|fast-check)/' },
  },
  { name: 'packages-import-no-service', from: { path: '^packages/' }, to: { path: '^services/' } },
  {
    name: 'services-import-no-service',
    from: { path: '^services/([^/]+)/', pathNot: `^services/${composer}/` },
    to: { path: '^services/', pathNot: `^services/(?:$1|${served})/` },
  },
  {
    name: 'nobody-imports-an-example',
    from: { path: '^(?:packages|services|test)/' },
    to: { path: '^examples/' },
  },
  {
    name: 'examples-see-only-the-sdk',
    from: { path: '^examples/' },
    to: { path: '^(?:packages|services)/', pathNot: `^packages/${either(sdk)}/` },
  },
  ...remoteOnly.map((folder) => ({
    name: 'remote-sees-only-the-contract',
    from: { path: `^${folder}/` },
    to: { path: '^packages/', pathNot: `^packages/(?:api-contract|env)/|^packages/${spoken}/` },
  })),
];

const forbidden: IForbiddenRuleType[] = [...houseRules, ...Object.entries(packages).flatMap(reachRules)].map(
  (rule) => ({
    ...rule,
    severity: 'error' as const,
  }),
);

const folders = ['packages', 'services', 'examples', 'test'];

const listed = async (root: string): Promise<string[]> => {
  const files = glob(`{${folders.join(',')}}/**/*.{ts,tsx}`, {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  });
  return (await Array.fromAsync(files)).toSorted();
};

const read = async (root: string): Promise<ICruiseResult> => {
  const files = await listed(root);
  const { output } = await cruise(
    files,
    {
      baseDir: root,
      ruleSet: { forbidden },
      validate: true,
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: true,
    },
    {
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.d.ts'],
    },
  );
  if (typeof output === 'string')
    throw new Error(`dependency-cruiser answered with text: ${output.slice(0, 200)}`);
  return output;
};

/**
 * Reads every import under `packages`, `services`, `examples` and `test` of `root` and holds it against the directions in `layout.ts`.
 * A module that exists on disk and was not read is a fault too: a cruise that sees nothing must never pass.
 */
export const checkDependencies = async (root: string): Promise<Verdict> => {
  const { modules, summary } = await read(root);
  const seen = new Set(modules.map((module) => module.source));
  const files = await listed(root);
  const names = new Set(files.flatMap((file) => /^packages\/([^/]+)\//.exec(file)?.[1] ?? []));
  const ours = files.filter((file) => seen.has(file));
  return {
    modules: ours.length,
    faults: [
      ...files.filter((file) => !seen.has(file)).map((file) => `not-read: ${file}`),
      ...[...names]
        .filter((name) => !packages[name])
        .map((name) => `no-directions: packages/${name} has no line in test/rules/layout.ts`),
      ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ],
  };
};

if (import.meta.main) {
  const { modules, faults } = await checkDependencies(process.cwd());
  for (const fault of faults) console.error(fault);
  console.log(`${modules} modules read, ${faults.length} faults`);
  if (faults.length > 0 || modules === 0) process.exitCode = 1;
}
