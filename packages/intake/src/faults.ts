import type { FieldError } from '@caselog/api-contract';
import type { z } from 'zod';
import { toPointer } from './pointer.ts';
import { MalformedRequestError } from './problems/errors.ts';

type Place = FieldError['in'];
type Issue = z.core.$ZodIssue;

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
export const malformed = (issues: readonly Issue[], place: Place): MalformedRequestError =>
  new MalformedRequestError(issues.flatMap((issue) => errorsOf(issue, place)).slice(0, errorsMax));

/** A request's body as its schema reads it. Pure. @throws MalformedRequestError that names every fault */
export const parseBody = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw malformed(parsed.error.issues, 'body');
};
