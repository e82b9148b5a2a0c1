import type { z } from 'zod';
import { problemSchema } from '../problem.ts';
import { ApiProblemError, ApiUnreachableError, UnexpectedAnswerError } from './errors.ts';

export interface Transport {
  readonly baseUrl: string;
  readonly token: string | undefined;
  readonly fetch: typeof fetch;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of a body. */
  readonly content?: Blob | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const search = (query: Call['query'] = {}): string => {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) params.set(key, typeof value === 'object' ? value.join(',') : String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

const headersOf = ({ token }: Transport, { body, content, headers }: Call): Record<string, string> => ({
  accept: 'application/json, application/problem+json',
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  ...(content === undefined ? {} : { 'content-type': 'application/octet-stream' }),
  ...headers,
});

/** Throws the problem an answer carries. */
async function refuse(url: string, response: Response): Promise<never> {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  if (problem.success) throw new ApiProblemError(problem.data);
  throw new UnexpectedAnswerError(url, response.status, { cause: problem.error });
}

/** Sends one request; gives the answer when it is a good one. @throws ApiProblemError, ApiUnreachableError, UnexpectedAnswerError */
export async function send(transport: Transport, call: Call): Promise<Response> {
  const url = `${transport.baseUrl}${call.path}${search(call.query)}`;
  let response: Response;
  try {
    response = await transport.fetch(url, {
      method: call.method,
      headers: headersOf(transport, call),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.content === undefined ? {} : { body: call.content as BodyInit }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  } catch (cause) {
    call.signal?.throwIfAborted();
    throw new ApiUnreachableError(url, { cause });
  }
  return response.ok ? response : refuse(url, response);
}

/** Like {@link send}, and reads the body by its schema. */
export async function sendForJson<Schema extends z.ZodType>(
  transport: Transport,
  call: Call,
  schema: Schema,
): Promise<z.output<Schema>> {
  const response = await send(transport, call);
  let body: unknown;
  try {
    body = await response.json();
  } catch (cause) {
    call.signal?.throwIfAborted();
    // The head came and the body did not: the command may well have been taken.
    throw new ApiUnreachableError(response.url, { cause });
  }
  const read = schema.safeParse(body);
  if (!read.success) throw new UnexpectedAnswerError(response.url, response.status, { cause: read.error });
  return read.data;
}
