import { channelSchema, instantSchema, languageSchema } from '@caselog/ticket';
import { z } from 'zod';

export const channelsQuerySchema = z.strictObject({
  language: languageSchema
    .default('en')
    .meta({ description: 'Which language is asked for, as a BCP 47 tag.' }),
  at: instantSchema.optional().meta({ description: 'At which moment; without it, now.' }),
});

export const channelsResponseSchema = z
  .object({
    language: languageSchema,
    at: instantSchema,
    policyVersion: z.string(),
    channels: z.array(
      z.object({
        channel: channelSchema,
        served: z.boolean().meta({ description: 'Whether the language is served here at all.' }),
        open: z.boolean(),
        opensAt: instantSchema
          .nullable()
          .meta({ description: 'When it next opens; null while it is open, and where it never does.' }),
        closesAt: instantSchema
          .nullable()
          .meta({ description: 'When it next closes; null while it is closed, and where it never does.' }),
        zone: z.string().nullable().meta({ description: 'The time zone of its hours.' }),
        access: z
          .string()
          .nullable()
          .meta({ description: 'How it is reached: told to those who may use it, null for anybody else.' }),
      }),
    ),
  })
  .meta({ id: 'Channels' });
export type ChannelsResponse = z.infer<typeof channelsResponseSchema>;
