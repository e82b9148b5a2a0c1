import type { FieldError } from '@caselog/api-contract';
import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { toPointer } from './pointer.ts';
import { MalformedRequestError } from './problems/errors.ts';

type Place = FieldError['in'];
type Issue = z.core.$ZodIssue;

const places: Readonly<Record<string, Place>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'headers',
};

/** More faults than this help nobody. */
const errorsMax = 50;

const errorsOf = (issue: Issue, place: Place): readonly FieldError[] => {
  if (issue.code !== 'unrecognized_keys')
    return [{ in: place, pointer: toPointer(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({
    in: place,
    pointer: toPointer([...issue.path, key]),
    message: 'is not known here',
  }));
};

/** What zod found, field by field. The messages say what was expected and never quote what was sent. Pure. */
const toFieldErrors = (issues: readonly Issue[], place: Place): readonly FieldError[] =>
  issues.flatMap((issue) => errorsOf(issue, place)).slice(0, errorsMax);

/** Checks requests by zod and gives routes what zod parsed. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart = '' }) =>
  (data) => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return { value: parsed.data };
    return {
      error: new MalformedRequestError(toFieldErrors(parsed.error.issues, places[httpPart] ?? 'body')),
    };
  };
