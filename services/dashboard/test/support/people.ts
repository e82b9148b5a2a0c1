import type { CaselogClient } from '@caselog/api-contract';

/** Registers the customer in whose name the requester's token speaks, so that it may ask for help on an empty desk. */
export const registerRequester = async (lead: CaselogClient): Promise<void> => {
  await lead.commandCustomer('customer-demo', {
    commandId: 'register-customer-demo',
    type: 'RegisterCustomer',
    data: { edition: 'premium', administrators: ['requester-demo'] },
  });
};

/** Registers the partner in whose name the partner's token speaks, under an agreement, so that tickets may be referred to it. */
export const registerPartner = async (lead: CaselogClient): Promise<void> => {
  const agreement = {
    reference: 'dpa-1',
    validFrom: '2000-01-01T00:00:00.000Z',
    validUntil: '2999-01-01T00:00:00.000Z',
  };
  await lead.commandPartner('partner-demo', {
    commandId: 'register-partner-demo',
    type: 'RegisterPartner',
    data: { name: 'A partner', languages: ['en'], regions: [] },
  });
  await lead.commandPartner('partner-demo', {
    commandId: 'sign-partner-demo',
    type: 'SignDataAgreement',
    data: agreement,
  });
};
