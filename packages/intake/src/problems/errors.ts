import type { FieldError, Problem, ProblemName } from '@caselog/api-contract';

/** What a problem may carry beyond its type. */
export type ProblemDetails = Omit<Problem, 'type' | 'title' | 'status' | 'instance'>;

/** A request that ends with a problem document. Thrown by routes and hooks, turned into an answer in one place. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemName;
  readonly details: ProblemDetails;
  constructor(problem: ProblemName, details: ProblemDetails = {}, options?: ErrorOptions) {
    super(details.detail ?? problem, options);
    this.problem = problem;
    this.details = details;
  }
}

/** The request does not fit its schema. */
export class MalformedRequestError extends ProblemError {
  readonly errors: readonly FieldError[];
  constructor(errors: readonly FieldError[]) {
    const fields = errors.map(({ in: place, pointer }) => `${place}${pointer}`).join(', ');
    super('malformed-request', { detail: `${errors.length} fault(s): ${fields}`, errors: [...errors] });
    this.errors = errors;
  }
}
