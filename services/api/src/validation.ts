import type { FieldError } from '@caselog/api-contract';
import { malformed } from '@caselog/intake';
import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';

const places: Readonly<Record<string, FieldError['in']>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'headers',
};

/** Checks requests by zod and gives routes what zod parsed. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart = '' }) =>
  (data) => {
    const parsed = schema.safeParse(data);
    return parsed.success
      ? { value: parsed.data }
      : { error: malformed(parsed.error.issues, places[httpPart] ?? 'body') };
  };
