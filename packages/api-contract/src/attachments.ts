import { attachedFileSchema, ticketIdSchema } from '@caselog/ticket';
import { z } from 'zod';

/** What an upload is answered with: give it, with the file's name, to `SupplyDataItem`. */
export const uploadAnswerSchema = attachedFileSchema.omit({ name: true }).meta({ id: 'UploadedFile' });
export type UploadAnswer = z.infer<typeof uploadAnswerSchema>;

export const attachmentPathSchema = z.object({
  ticketId: ticketIdSchema,
  digest: attachedFileSchema.shape.digest,
});
