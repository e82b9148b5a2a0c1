import type { Problem, ProblemName } from '../problem.ts';
import { problemName } from '../problem.ts';

/** The service answered with a problem document. */
export class ApiProblemError extends Error {
  override readonly name = 'ApiProblemError';
  readonly problem: Problem;
  /** Which cause it is, undefined when the service is newer than this client. */
  readonly kind: ProblemName | undefined;
  constructor(problem: Problem) {
    super(`${problem.status} ${problem.title}${problem.detail === undefined ? '' : `: ${problem.detail}`}`);
    this.problem = problem;
    this.kind = problemName(problem.type);
  }
}

/** No answer came: the service cannot be reached, or the connection broke. A command may have been taken: send it again with its own id. */
export class ApiUnreachableError extends Error {
  override readonly name = 'ApiUnreachableError';
  readonly url: string;
  constructor(url: string, options?: ErrorOptions) {
    super(`no answer from ${url}`, options);
    this.url = url;
  }
}

/** An answer came that is not of this contract: a proxy's page, or another program's. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly url: string;
  readonly status: number;
  constructor(url: string, status: number, options?: ErrorOptions) {
    super(`the answer of ${url} (HTTP ${status}) is not one of Caselog's API`, options);
    this.url = url;
    this.status = status;
  }
}

/** The service's ledger ends before the position this reader has seen: it is another ledger, and what was read of the old one is void. */
export class LedgerReplacedError extends Error {
  override readonly name = 'LedgerReplacedError';
  readonly after: number;
  readonly head: number;
  constructor(after: number, head: number) {
    super(`events behind position ${after} were asked for, but the ledger ends at ${head}`);
    this.after = after;
    this.head = head;
  }
}
