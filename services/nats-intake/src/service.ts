import type { Identify } from '@caselog/access-control';
import {
  commandSubject,
  intakeService,
  natsCommandTypes,
  natsCommands,
  type NatsCommandType,
} from '@caselog/api-contract';
import { ProblemError, type IntakeContext } from '@caselog/intake';
import type { Logger } from '@caselog/process';
import { Svcm, type ServiceMsg } from '@nats-io/services';
import type { NatsConnection } from '@nats-io/transport-node';
import { execute } from './execute.ts';
import { defaultLimits, type IntakeLimits } from './limits.ts';
import { bodyOf, respond, respondProblem, senderOf } from './message.ts';
import { createTally, type Answered, type Tally } from './tally.ts';

export interface NatsIntakeOptions {
  readonly context: IntakeContext;
  readonly identify: Identify;
  /** Stays its owner's to close. */
  readonly connection: NatsConnection;
  readonly log: Logger;
  readonly limits?: Partial<IntakeLimits>;
  readonly onAnswered?: (answered: Answered) => void;
}

/** The micro service at work. */
export interface NatsIntake {
  /** Resolves when it has ended, with what ended it if that was not `stop`. */
  readonly ended: Promise<Error | undefined>;
  /** Takes nothing more, answers what is under way. Idempotent. Never rejects. */
  stop(): Promise<void>;
}

const describing = (type: NatsCommandType) => ({
  target: natsCommands[type].target,
  roles: natsCommands[type].roles.join(','),
});

/** Carries out and answers messages, and knows which are under way. */
class Desk {
  readonly #options: NatsIntakeOptions;
  readonly #limits: IntakeLimits;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: NatsIntakeOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  take(type: NatsCommandType, message: ServiceMsg, tally: Tally): void {
    const isFull = this.#underWay.size >= this.#limits.underWayMax;
    const done = this.#answer(type, message, tally, isFull).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /**
   * Waits for something that only the server can bring to its end, and not for ever: one that is away must not hold up a restart. Callers
   * whose answers are lost with it send their commands again. Never rejects.
   */
  async tryAtEnd(work: () => Promise<unknown>): Promise<void> {
    const { context, log } = this.#options;
    const over = new AbortController();
    const late = context.env.sleep(this.#limits.farewellMsMax, over.signal).catch(() => undefined);
    try {
      await Promise.race([work(), late]);
    } catch (error) {
      log.warn({ err: error }, 'the server is away while the intake ends');
    } finally {
      over.abort();
    }
  }

  /** Never rejects. */
  async #answer(type: NatsCommandType, message: ServiceMsg, tally: Tally, isFull: boolean): Promise<void> {
    const { context, log, onAnswered } = this.#options;
    const requestId = context.env.uuid();
    const beganAtMs = context.env.now();
    tally.begin();
    let status = 200;
    try {
      if (isFull) throw new ProblemError('too-many-requests', { retryAfterS: 1 });
      respond(message, await this.#carryOut(type, message, requestId));
    } catch (error) {
      status = this.#refuse(message, error, requestId);
    }
    const answered = { command: type, status, tookMs: context.env.now() - beganAtMs };
    tally.end(answered);
    onAnswered?.(answered);
    log.debug({ requestId, ...answered }, 'answered');
  }

  async #carryOut(type: NatsCommandType, message: ServiceMsg, requestId: string): Promise<unknown> {
    const { context, identify } = this.#options;
    const principal = await senderOf(message, identify);
    return execute(context, { principal, requestId }, type, bodyOf(message, this.#limits.bodyBytesMax));
  }

  /** What is our own fault is logged; what is the caller's is not. */
  #refuse(message: ServiceMsg, error: unknown, requestId: string): number {
    const { log } = this.#options;
    try {
      const { status, error: failure } = respondProblem(message, error, requestId);
      if (status === 500) log.error({ requestId, err: failure.cause }, 'a command failed');
      return status;
    } catch (sending) {
      log.warn({ requestId, err: sending }, 'an answer could not be sent');
      return 500;
    }
  }
}

/**
 * Takes commands as the micro service `caselog-intake`: one endpoint a command at `caselog.command.<Command>`, found by the standard
 * `$SRV` subjects. Several of them share the work as a queue group. Resolves once the server knows all of its subjects.
 */
export const startNatsIntake = async (options: NatsIntakeOptions): Promise<NatsIntake> => {
  const { connection } = options;
  const { name, version, queue, prefix } = intakeService;
  const desk = new Desk(options);
  const tallies = new Map(natsCommandTypes.map((type) => [commandSubject(type), createTally()]));
  const service = await new Svcm(connection).add({
    name,
    version,
    queue,
    description: 'Takes the commands of a Caselog desk',
    statsHandler: (endpoint) => Promise.resolve(tallies.get(endpoint.subject)?.data() ?? null),
  });
  const group = service.addGroup(prefix);
  for (const type of natsCommandTypes)
    group.addEndpoint(type, {
      handler: (error, message) => {
        if (!error) desk.take(type, message, tallies.get(commandSubject(type))!);
      },
      metadata: describing(type),
    });
  await connection.flush();
  const ended = service.stopped.then((error) => error ?? undefined);
  return {
    ended,
    async stop() {
      await desk.tryAtEnd(() => service.stop());
      await desk.idle();
      if (!connection.isClosed()) await desk.tryAtEnd(() => connection.flush());
    },
  };
};
