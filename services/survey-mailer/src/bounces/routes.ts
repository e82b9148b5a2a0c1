import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyContextConfig, FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Bounce } from './bounce.ts';
import { readReport } from './report.ts';
import type { BounceOutcome } from './take.ts';

export interface BounceRoutesOptions {
  readonly take: (bounce: Bounce) => Promise<BounceOutcome>;
  /** Shared with whoever posts reports. */
  readonly secret: string;
  /** What the server needs to know of routes that ask nobody who they are. */
  readonly config?: FastifyContextConfig;
}

/** What a mail service posts that writes no RFC 3464 reports. */
const eventSchema = z.object({
  messageId: z.string().max(500).optional(),
  returnPath: z.string().max(500).optional(),
  status: z.string().regex(/^[245]\.\d{1,3}\.\d{1,3}$/, 'a status such as 5.1.1 (RFC 3463)'),
  action: z.enum(['failed', 'delayed', 'delivered', 'relayed', 'expanded']).default('failed'),
});

const isSigned = (body: Buffer, given: unknown, secret: string): boolean => {
  const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const header = typeof given === 'string' ? given : '';
  return header.length === expected.length && timingSafeEqual(Buffer.from(header), Buffer.from(expected));
};

const bracketed = (messageId: string | undefined): string | undefined =>
  messageId === undefined || messageId.startsWith('<') ? messageId : `<${messageId}>`;

const eventOf = (body: Buffer): Bounce | undefined => {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const event = eventSchema.safeParse(json);
  if (!event.success) return undefined;
  const { messageId, returnPath, status, action } = event.data;
  return {
    messageId: bracketed(messageId),
    returnedTo: returnPath === undefined ? [] : [returnPath],
    status,
    action,
  };
};

const refuse = (reply: FastifyReply, status: 400 | 401, detail: string): FastifyReply =>
  reply.code(status).type('application/problem+json').send({ type: 'about:blank', status, detail });

/**
 * A Fastify plugin with `POST /mail/bounces`: a whole report (`message/rfc822`) or a JSON event, signed in the header
 * `Caselog-Signature: sha256=<HMAC-SHA-256 of the body in hexadecimal>`. The same report again changes nothing.
 */
export const bounceRoutes = async (app: FastifyInstance, options: BounceRoutesOptions): Promise<void> => {
  const { take, secret, config = {} } = options;
  app.removeAllContentTypeParsers();
  const raw = { parseAs: 'buffer', bodyLimit: 2 * 1024 * 1024 } as const;
  app.addContentTypeParser(['application/json', 'message/rfc822'], raw, (_, body, done) => done(null, body));
  app.post('/mail/bounces', { config }, async ({ body, headers }, reply) => {
    if (!Buffer.isBuffer(body)) return refuse(reply, 400, 'a report or an event is needed');
    if (!isSigned(body, headers['caselog-signature'], secret))
      return refuse(reply, 401, 'the signature in Caselog-Signature is missing or wrong');
    const isReport = headers['content-type']?.startsWith('message/rfc822') === true;
    const bounce = isReport ? await readReport(body) : eventOf(body);
    if (!bounce) return refuse(reply, 400, 'this is no delivery status report');
    return reply.send({ outcome: await take(bounce) });
  });
};
