import type { z } from 'zod';
import type { RouteName } from '../routes.ts';
import type { Call } from './request.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Calls a route of the table and reads its answer by the schema. */
export type CallRoute = <Schema extends z.ZodType>(
  name: RouteName,
  schema: Schema,
  rest?: Omit<Call, 'method' | 'path'> & { readonly params?: Record<string, string> },
) => Promise<z.output<Schema>>;
