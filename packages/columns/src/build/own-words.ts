import {
  channelSchema,
  eventTypes,
  linkKindSchema,
  outcomeKinds,
  prioritySchema,
  targetKindSchema,
  ticketEventSchemas,
} from '@caselog/ticket';
import type { Words } from './words.ts';

const versions = new Map<string, number>(
  ticketEventSchemas.map(({ type, schemaVersion }) => [type, schemaVersion]),
);

/** The lists of this program. */
export const ownWords: Words = {
  eventTypes,
  schemaVersions: eventTypes.map((type) => versions.get(type)!),
  priorities: prioritySchema.options,
  channels: channelSchema.options,
  targets: targetKindSchema.options,
  links: linkKindSchema.options,
  outcomes: outcomeKinds,
};
