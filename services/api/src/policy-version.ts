import { UnknownPolicyVersionError, type PolicyBook, type PolicyVersion } from '@caselog/helpdesk';
import { ProblemError } from './problems/errors.ts';

/** A version of the policy as it was published; without a name, the one in force. @throws ProblemError when there is none. */
export const versionIn = (book: PolicyBook, wanted = book.currentPolicy().version): PolicyVersion => {
  const found = book.versions().find(({ version }) => version === wanted);
  if (!found)
    throw new ProblemError(
      'no-such-entry',
      { detail: `no policy was published as ${wanted}` },
      { cause: new UnknownPolicyVersionError(wanted) },
    );
  return found;
};
