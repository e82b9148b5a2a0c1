import type {
  FastifyBaseLogger,
  FastifyContextConfig,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { problemSchema, type Role, type RouteAccess } from '@caselog/api-contract';
import type { Principal } from '../auth.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set on every route that is not public. */
    principal: Principal | undefined;
  }
  interface FastifyContextConfig {
    /** `public`: served to anybody. Without it a route asks who is there. */
    readonly access?: 'public';
    /** Who may use it; default: a lead. */
    readonly roles?: readonly Role[];
    /** `optional`: a public route that tells more to whoever says who they are. */
    readonly identity?: 'optional';
    /** `command`: the body holds a command, and that command's roles count. */
    readonly judgedBy?: 'command';
  }
}

/** The server, typed by zod schemas. */
export type ApiServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

const words: Readonly<Record<number, string>> = {
  400: 'The request is malformed; `errors` names each field',
  401: 'No token, or an unknown one',
  403: 'Not permitted to this caller',
  404: 'There is no such thing, or none that this caller is told of',
  409: 'It does not take the command in its state, or has moved on',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'The policy is refused; `errors` names every fault',
  429: 'Too many requests',
  503: 'Try again later',
};

/** The problem answers of a route, as its schema lists them. Pure. */
export const problemResponses = (statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: words[status] ?? 'A problem',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );

const bearer = [{ bearer: [] }];

interface Declared {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly roles: RouteAccess;
  readonly judgedBy?: 'command';
  readonly identity?: 'optional';
}

/** What the server must know of a route of the table beside its schemas. Pure. */
export const guarded = ({ roles, judgedBy, identity }: Declared): FastifyContextConfig =>
  roles === 'public'
    ? { access: roles, ...(identity && { identity }) }
    : { roles, ...(judgedBy && { judgedBy }) };

/** What the OpenAPI document says of a route beside its schemas. Pure. */
export const described = (operationId: string, { summary, tags, roles, identity }: Declared) => ({
  operationId,
  summary,
  tags,
  security: roles !== 'public' ? bearer : identity === 'optional' ? [{}, ...bearer] : [],
  ...(roles === 'public' ? {} : { description: `For the roles ${roles.join(', ')}.` }),
});
