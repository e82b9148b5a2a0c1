import { instantSchema, languageSchema } from '@caselog/ticket';
import { z } from 'zod';
import { refuse, type RegisterDecision, type Tagged } from './register.ts';

const coverage = {
  languages: z.array(languageSchema).nonempty().max(200),
  regions: z.array(z.string().min(1).max(100)).max(300).default([]),
};
const agreement = z
  .strictObject({
    reference: z.string().min(1).max(100),
    validFrom: instantSchema,
    validUntil: instantSchema,
  })
  .refine(({ validFrom, validUntil }) => validFrom < validUntil, {
    path: ['validUntil'],
    message: 'must come after validFrom',
  });

export const partnerEventSchemas = {
  PartnerRegistered: z.strictObject({ name: z.string().min(1).max(200), ...coverage }),
  PartnerCoverageChanged: z.strictObject(coverage),
  DataAgreementSigned: agreement,
  DataAgreementEnded: z.strictObject({ reference: z.string().min(1).max(100), endedAt: instantSchema }),
} as const;
export type PartnerEvent = Tagged<typeof partnerEventSchemas>;

export const partnerCommandSchemas = {
  RegisterPartner: partnerEventSchemas.PartnerRegistered,
  ChangePartnerCoverage: partnerEventSchemas.PartnerCoverageChanged,
  SignDataAgreement: agreement,
  EndDataAgreement: partnerEventSchemas.DataAgreementEnded,
} as const;
export type PartnerCommand = Tagged<typeof partnerCommandSchemas>;

export interface DataAgreement {
  readonly reference: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** A third-party support partner: what it covers, and under which agreements data may be shown to it. */
export interface Partner {
  readonly name: string;
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly agreements: readonly DataAgreement[];
}

/** The stream of a partner. Pure. */
export const partnerStream = (partnerId: string): string => `partner-${partnerId}`;

/** The agreement that lets data be shown to the partner at an instant, undefined when there is none. Pure. */
export const agreementAt = (partner: Partner, at: string): DataAgreement | undefined =>
  partner.agreements.find(({ validFrom, validUntil }) => validFrom <= at && at < validUntil);

/** The partner after an event. Pure. */
export const evolvePartner = (partner: Partner | undefined, event: PartnerEvent): Partner => {
  const known = partner ?? { name: '', languages: [], regions: [], agreements: [] };
  switch (event.type) {
    case 'PartnerRegistered':
      return { ...event.data, agreements: [] };
    case 'PartnerCoverageChanged':
      return { ...known, ...event.data };
    case 'DataAgreementSigned':
      return { ...known, agreements: [...known.agreements, event.data] };
    case 'DataAgreementEnded': {
      const { reference, endedAt } = event.data;
      const end = (one: DataAgreement): DataAgreement =>
        one.reference === reference && endedAt < one.validUntil ? { ...one, validUntil: endedAt } : one;
      return { ...known, agreements: known.agreements.map(end) };
    }
    default:
      return event satisfies never;
  }
};

/** Decides a command on a partner. Pure. */
export const decidePartner = (
  command: PartnerCommand,
  partner: Partner | undefined,
): RegisterDecision<PartnerEvent> => {
  if (command.type === 'RegisterPartner') {
    return partner
      ? refuse('already-registered', 'the partner is registered already')
      : { events: [{ type: 'PartnerRegistered', data: command.data }] };
  }
  if (!partner) return refuse('unknown', 'there is no such partner');
  const has = (reference: string): boolean => partner.agreements.some((one) => one.reference === reference);
  switch (command.type) {
    case 'ChangePartnerCoverage':
      return { events: [{ type: 'PartnerCoverageChanged', data: command.data }] };
    case 'SignDataAgreement':
      if (has(command.data.reference))
        return refuse('forbidden', `the agreement ${command.data.reference} is signed already`);
      return { events: [{ type: 'DataAgreementSigned', data: command.data }] };
    case 'EndDataAgreement':
      if (!has(command.data.reference))
        return refuse('unknown', `there is no agreement ${command.data.reference}`);
      return { events: [{ type: 'DataAgreementEnded', data: command.data }] };
    default:
      return command satisfies never;
  }
};
