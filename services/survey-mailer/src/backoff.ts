import type { Env } from '@caselog/env';

/** The wait after `failures` failures in a row (from 1): doubled each time up to `mostMs`, spread by chance over its upper half. */
export const backoffMs = (
  failures: number,
  { firstMs, mostMs }: { readonly firstMs: number; readonly mostMs: number },
  env: Env,
): number => Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30)) * (0.5 + env.random() / 2);
