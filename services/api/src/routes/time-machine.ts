import { routes, type AsOfResponse, type DiffResponse } from '@caselog/api-contract';
import { asOfView, candidatePolicy, diff as diffOf, ReversedInstantsError } from '@caselog/history';
import { InvalidPolicyError } from '@caselog/policy';
import type { ApiContext } from '../options.ts';
import { ProblemError } from '../problems/errors.ts';
import { faultPointer } from '../problems/to-problem.ts';
import { openTimeMachine, type TimeMachine } from '../time-machine.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { asOf, diff, startWhatIf, whatIfJob } = routes;

/** The machine, opened when it is first asked. @throws ProblemError where no columns are kept */
const machineOf = (context: ApiContext): (() => TimeMachine) => {
  let opened: TimeMachine | undefined;
  return () => {
    const { columnsFolder: folder, store, env, log, closing } = context;
    if (folder === undefined)
      throw new ProblemError('no-such-entry', { detail: 'no columns of the history are kept here' });
    opened ??= openTimeMachine({ folder, store, env, log, closing });
    return opened;
  };
};

const asOfRoute = (app: ApiServer, machine: () => TimeMachine): void => {
  app.route({
    method: asOf.method,
    url: asOf.url,
    config: guarded(asOf),
    schema: {
      ...described('asOf', asOf),
      querystring: asOf.querystring,
      response: { 200: asOf.response, ...problemResponses(asOf.problems) },
    },
    handler: async ({ query: { at, by, limit = 100 } }, reply) => {
      const view = await machine().withColumns((columns) => asOfView(columns, at, { by, queueMax: limit }));
      return reply.send(structuredClone(view) as unknown as AsOfResponse);
    },
  });
};

const diffRoute = (app: ApiServer, machine: () => TimeMachine): void => {
  app.route({
    method: diff.method,
    url: diff.url,
    config: guarded(diff),
    schema: {
      ...described('diff', diff),
      querystring: diff.querystring,
      response: { 200: diff.response, ...problemResponses(diff.problems) },
    },
    handler: async ({ query: { from, to, by, limit = 100 } }, reply) => {
      try {
        const found = await machine().withColumns((columns) => diffOf(columns, from, to, { by }));
        const { changed, corrections } = found;
        return await reply.send(
          structuredClone({
            ...found,
            changed: changed.slice(0, limit),
            changedTotal: changed.length,
            corrections: corrections.slice(0, limit),
            correctionsTotal: corrections.length,
          }) as unknown as DiffResponse,
        );
      } catch (error) {
        if (!(error instanceof ReversedInstantsError)) throw error;
        throw new ProblemError('malformed-request', { detail: error.message }, { cause: error });
      }
    },
  });
};

/** Faults are told where they stand in this request's body. @throws ProblemError */
const candidateOf = (asked: Parameters<typeof candidatePolicy>[0]): ReturnType<typeof candidatePolicy> => {
  try {
    return candidatePolicy(asked);
  } catch (error) {
    if (!(error instanceof InvalidPolicyError)) throw error;
    const errors = error.faults.map(({ path, message }) => ({
      in: 'body' as const,
      // Without a policy of its own, the calendars are what can be wrong.
      pointer: `${asked.document === undefined ? '' : '/policy'}${faultPointer(path)}`,
      message,
    }));
    const detail = `${errors.length} fault(s); nothing was tried`;
    throw new ProblemError('invalid-policy', { detail, errors }, { cause: error });
  }
};

const whatIfRoutes = (app: ApiServer, { book }: ApiContext, machine: () => TimeMachine): void => {
  app.route({
    method: startWhatIf.method,
    url: startWhatIf.url,
    config: guarded(startWhatIf),
    schema: {
      ...described('startWhatIf', startWhatIf),
      body: startWhatIf.body,
      response: { 202: startWhatIf.response, ...problemResponses(startWhatIf.problems) },
    },
    handler: async ({ body: { policy, calendars, governImported, from, to } }, reply) => {
      await book.refresh();
      const candidate = candidateOf({ base: book.currentPolicy(), document: policy, calendars });
      return reply.code(202).send(machine().start({ policies: book, candidate, governImported, from, to }));
    },
  });
  app.route({
    method: whatIfJob.method,
    url: whatIfJob.url,
    config: guarded(whatIfJob),
    schema: {
      ...described('whatIfJob', whatIfJob),
      params: whatIfJob.params,
      response: { 200: whatIfJob.response, ...problemResponses(whatIfJob.problems) },
    },
    handler: async ({ params: { jobId } }, reply) => {
      const job = machine().job(jobId);
      if (!job) throw new ProblemError('no-such-entry', { detail: `no fold is remembered as ${jobId}` });
      return reply.send(job);
    },
  });
};

/** `GET /as-of`, `GET /diff`, `POST /what-if`, `GET /what-if/{jobId}`. */
export const timeMachineRoutes = (app: ApiServer, context: ApiContext): void => {
  const machine = machineOf(context);
  asOfRoute(app, machine);
  diffRoute(app, machine);
  whatIfRoutes(app, context, machine);
};
