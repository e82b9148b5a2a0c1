export { MalformedRequestError, ProblemError } from '@caselog/intake';
