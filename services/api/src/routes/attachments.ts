import { commandsFor, shownData } from '@caselog/access-control';
import {
  EmptyFileError,
  FileTooLargeError,
  FileTypeError,
  NoSuchFileError,
  QuotaExceededError,
  takenMediaTypes,
  type Attachments,
} from '@caselog/attachments';
import { mayCommand, routes } from '@caselog/api-contract';
import { ticketCodec } from '@caselog/helpdesk';
import { isTicketEventType, type AttachedFile, type EventData } from '@caselog/ticket';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { seenTicket, type SeenTicket } from '../permission.ts';
import { ProblemError } from '../problems/errors.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { uploadAttachment, attachment } = routes;

/** What a failed upload means to the caller; everything else is thrown on. @throws ProblemError */
const explain = (error: unknown): never => {
  const because = { cause: error };
  if (error instanceof FileTooLargeError)
    throw new ProblemError('file-too-large', { detail: error.message }, because);
  if (error instanceof FileTypeError) {
    const detail = `${error.message}; taken are ${[...takenMediaTypes].join(', ')}`;
    throw new ProblemError('file-type-not-taken', { detail }, because);
  }
  if (error instanceof QuotaExceededError)
    throw new ProblemError('files-full', { detail: error.message }, because);
  if (error instanceof EmptyFileError)
    throw new ProblemError('malformed-request', { detail: error.message }, because);
  throw error;
};

const attachmentsOf = ({ attachments }: ApiContext): Attachments => {
  if (!attachments) throw new ProblemError('no-such-route', { detail: 'this desk keeps no files' });
  return attachments;
};

/** Files are handed in while the ticket waits for them, by whoever may supply them. @throws ProblemError */
const assertMayHandIn = ({ loaded, access }: SeenTicket): void => {
  const { roles } = access;
  if (!mayCommand(roles, 'SupplyDataItem'))
    throw new ProblemError('not-permitted', { detail: 'files are handed in by the requester or the desk' });
  if (loaded.allowed.includes('SupplyDataItem')) return;
  throw new ProblemError('forbidden-transition', {
    detail: 'nothing was asked for that a file could answer',
    lifecycle: loaded.state.configuration.lifecycle,
    allowed: [...commandsFor(roles, loaded.allowed)],
  });
};

/** A body that is too long by its own word is not read at all. @throws ProblemError */
const assertLength = ({ headers }: FastifyRequest, bytesMax: number): void => {
  if (Number(headers['content-length'] ?? 0) > bytesMax) explain(new FileTooLargeError(bytesMax));
};

const uploadRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: uploadAttachment.method,
    url: uploadAttachment.url,
    config: guarded(uploadAttachment),
    schema: {
      ...described('uploadAttachment', uploadAttachment),
      consumes: ['application/octet-stream'],
      params: uploadAttachment.params,
      response: { 201: uploadAttachment.response, ...problemResponses(uploadAttachment.problems) },
    },
    handler: async (request, reply) => {
      const attachments = attachmentsOf(context);
      assertLength(request, attachments.limits.fileBytesMax);
      const ticketId = request.params.ticketId.toLowerCase();
      assertMayHandIn(await seenTicket(context, principalOf(request), ticketId));
      const stored = await attachments.put(ticketId, request.raw).catch(explain);
      return reply.code(201).send(stored);
    },
  });
};

/** The file of this digest among those the reader is shown. */
const shownFile = (
  { loaded, access }: SeenTicket,
  digest: string,
  request: FastifyRequest,
): AttachedFile | undefined =>
  loaded.history
    .filter(({ type }) => isTicketEventType(type) && type === 'DataItemSupplied')
    .map((event) => shownData(ticketCodec.decode(event), access.reading, principalOf(request)))
    .flatMap((data) => (data as EventData<'DataItemSupplied'>).files)
    .find((file) => file.digest === digest);

/** RFC 6266 and 8187: the name in full for those who read UTF-8, in ASCII for the others. Pure. */
const dispositionOf = (name: string): string => {
  const plain = name.replaceAll(/[^\w .()-]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.codePointAt(0)!.toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
};

/** Whatever a file holds, no browser shows it as a page of this desk, or keeps it for the next person. */
const guardDownload = (reply: FastifyReply, { name, mediaType, sizeBytes, digest }: AttachedFile): void => {
  void reply
    .type(mediaType)
    .header('content-length', sizeBytes)
    .header('content-disposition', dispositionOf(name))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')
    .header('etag', `"${digest}"`);
};

const downloadRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: attachment.method,
    url: attachment.url,
    config: guarded(attachment),
    schema: {
      ...described('attachment', attachment),
      params: attachment.params,
      response: problemResponses(attachment.problems),
    },
    handler: async (request, reply) => {
      const attachments = attachmentsOf(context);
      const ticketId = request.params.ticketId.toLowerCase();
      const { digest } = request.params;
      const seen = await seenTicket(context, principalOf(request), ticketId);
      const file = shownFile(seen, digest, request);
      const noSuchFile = (cause?: unknown) =>
        new ProblemError('no-such-file', { detail: `the ticket has no file ${digest}` }, { cause });
      if (!file) throw noSuchFile();
      const content = await attachments.read(ticketId, digest).catch((error: unknown) => {
        throw error instanceof NoSuchFileError ? noSuchFile(error) : error;
      });
      guardDownload(reply, file);
      return reply.send(content as never);
    },
  });
};

/** `POST /tickets/{ticketId}/attachments`, `GET /tickets/{ticketId}/attachments/{digest}`. */
export const attachmentRoutes = (app: ApiServer, context: ApiContext): void => {
  void app.register(async (scope) => {
    // The body is the file, whatever type it is said to be: it is streamed, and its content decides.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_, __, done) => done(null));
    uploadRoute(scope, context);
  });
  downloadRoute(app, context);
};
