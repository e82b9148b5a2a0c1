import type { SharedCatalog } from './messages.ts';

/** English. */
export const en: SharedCatalog = {
  'error.title': 'There is a problem',
  'item.kind.reproduction-steps': 'The exact steps that cause the problem',
  'item.kind.troubleshooting-steps': 'Steps to try, and what came of them',
  'item.kind.log-files': 'Log files',
  'item.kind.message-headers': 'Message headers',
  'item.kind.other': 'Further information',
  'outcome.solved': 'We have solved the problem.',
  'outcome.self-serve': 'This is what you can do to solve the problem yourself.',
  'outcome.answered': 'This is our answer.',
  'outcome.missing-feature': 'What you need does not exist yet. We have noted it as a wish.',
  'outcome.not-reproduced': 'We could not reproduce the problem. This is what we recommend.',
  'outcome.third-party-problem': 'The problem lies with another provider. This is whom to turn to.',
  'outcome.not-resolvable': 'We are sorry: we cannot resolve this.',
  'outcome.known-outage-resolved': 'The outage behind your request is over.',
  'outcome.no-reply': 'We have closed it because we did not hear from you.',
  'outcome.duplicate': 'You had told us of it before; we continue with your earlier request.',
};
