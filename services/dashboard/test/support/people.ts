import type { CaselogClient } from '@caselog/api-contract';

/** Registers the customer in whose name the requester's token speaks, so that it may ask for help on an empty desk. */
export const registerRequester = async (lead: CaselogClient): Promise<void> => {
  await lead.commandCustomer('customer-demo', {
    commandId: 'register-customer-demo',
    type: 'RegisterCustomer',
    data: { edition: 'premium', administrators: ['requester-demo'] },
  });
};
