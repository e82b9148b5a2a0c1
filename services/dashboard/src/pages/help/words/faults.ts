import { ApiProblemError, ApiUnreachableError, type ProblemName } from '@caselog/api-contract';
import type { PageKey } from '@caselog/words/pages';
import { say } from './words.ts';

type ProblemKey = Extract<PageKey, `problem.${string}`>;

/** What each cause is to somebody who asks for help. What it has no part in is missing. */
const keys: Partial<Readonly<Record<ProblemName, ProblemKey>>> = {
  'malformed-request': 'problem.malformed',
  unauthenticated: 'problem.signIn',
  'not-permitted': 'problem.notPermitted',
  denied: 'problem.denied',
  'no-such-ticket': 'problem.noRequest',
  'no-such-file': 'problem.noFile',
  'forbidden-transition': 'problem.moved',
  'command-id-taken': 'problem.moved',
  'revision-conflict': 'problem.moved',
  'body-too-large': 'problem.tooLarge',
  'file-too-large': 'problem.tooLarge',
  'files-full': 'problem.tooLarge',
  'too-many-requests': 'problem.tooMany',
};

const keyOf = ({ kind, problem: { status } }: ApiProblemError): ProblemKey =>
  (kind && keys[kind]) ?? (status >= 500 ? 'problem.later' : 'problem.unknown');

/** What went wrong, in the language spoken now. A problem is told by its type: what the API writes of it is for programmers. */
export const faultInWords = (error: unknown): string => {
  if (error instanceof ApiUnreachableError) return say('problem.unreachable');
  return say(error instanceof ApiProblemError ? keyOf(error) : 'problem.unknown');
};
