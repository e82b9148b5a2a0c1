import {
  ApiProblemError,
  ApiUnreachableError,
  commandSubject,
  intakeService,
  natsCommands,
  problemSchema,
  UnexpectedAnswerError,
  type NatsAnswer,
  type NatsCommandType,
  type NatsRequest,
} from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { connect, errors, headers, type Msg, type NodeConnectionOptions } from '@nats-io/transport-node';

export interface NatsClientOptions {
  /** One or more `nats://host:port`. */
  readonly servers: string | readonly string[];
  /** A token or an API key of the desk. */
  readonly token: string;
  /** How long an answer may take; default 5,000. */
  readonly timeoutMs?: number;
  /** Anything else the connection needs: name, credentials, TLS. */
  readonly connection?: Omit<NodeConnectionOptions, 'servers'>;
}

/** Commands over NATS. Safe to use concurrently. */
export interface NatsClient {
  /**
   * Sends one command and waits for its answer.
   * @throws ApiProblemError, ApiUnreachableError when no answer came, UnexpectedAnswerError
   */
  send<Type extends NatsCommandType>(type: Type, request: NatsRequest<Type>): Promise<NatsAnswer<Type>>;
  /** Closes the connection once what is under way is answered; a server that does not answer is waited for no longer than a command. */
  close(): Promise<void>;
}

const errorCodeHeader = 'Nats-Service-Error-Code';

const jsonOf = (subject: string, status: number, message: Msg): unknown => {
  try {
    return message.json();
  } catch (cause) {
    throw new UnexpectedAnswerError(subject, status, { cause });
  }
};

/** Reads a reply: the answer by its schema. Pure. @throws ApiProblemError, UnexpectedAnswerError */
const read = (type: NatsCommandType, message: Msg): unknown => {
  const subject = commandSubject(type);
  const code = message.headers?.get(errorCodeHeader) ?? '';
  const status = code === '' ? 200 : Number(code);
  const body = jsonOf(subject, status, message);
  if (code !== '') {
    const problem = problemSchema.safeParse(body);
    if (problem.success) throw new ApiProblemError(problem.data);
    throw new UnexpectedAnswerError(subject, status, { cause: problem.error });
  }
  const answer = natsCommands[type].answer.safeParse(body);
  if (!answer.success) throw new UnexpectedAnswerError(subject, status, { cause: answer.error });
  return answer.data;
};

/** Connects to NATS for as long as it takes, and again whenever the connection is lost. */
export const connectNatsClient = async ({
  servers,
  token,
  timeoutMs = 5_000,
  connection,
}: NatsClientOptions): Promise<NatsClient> => {
  const nats = await connect({
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    waitOnFirstConnect: true,
    noAsyncTraces: true,
    ...connection,
    servers: typeof servers === 'string' ? servers : [...servers],
  });
  const ask = async (subject: string, body: string): Promise<Msg> => {
    const sent = headers();
    sent.set(intakeService.authorizationHeader, `Bearer ${token}`);
    sent.set('Content-Type', 'application/json');
    try {
      return await nats.request(subject, body, { timeout: timeoutMs, headers: sent });
    } catch (cause) {
      throw new ApiUnreachableError(subject, { cause });
    }
  };
  return {
    async send<Type extends NatsCommandType>(type: Type, request: NatsRequest<Type>) {
      const message = await ask(commandSubject(type), JSON.stringify(request));
      return read(type, message) as NatsAnswer<Type>;
    },
    async close() {
      const over = new AbortController();
      const late = systemEnv.sleep(timeoutMs, over.signal).catch(() => undefined);
      try {
        await Promise.race([nats.drain(), late]);
      } catch (error) {
        // Cut off in the middle, there is nothing left to wait for.
        if (!(error instanceof errors.ConnectionError || error instanceof errors.RequestError)) throw error;
      } finally {
        over.abort();
        await nats.close();
      }
    },
  };
};
