/** No arguments. */
type None = undefined;

/** What mails and pages say in the same words. */
export interface SharedMessages {
  // a form that was filled in wrongly
  'error.title': None;
  // what is asked of the requester
  'item.kind.reproduction-steps': None;
  'item.kind.troubleshooting-steps': None;
  'item.kind.log-files': None;
  'item.kind.message-headers': None;
  'item.kind.other': None;
  // how a request ended
  'outcome.solved': None;
  'outcome.self-serve': None;
  'outcome.answered': None;
  'outcome.missing-feature': None;
  'outcome.not-reproduced': None;
  'outcome.third-party-problem': None;
  'outcome.not-resolvable': None;
  'outcome.known-outage-resolved': None;
  'outcome.no-reply': None;
  'outcome.duplicate': None;
}

/** A language's share of both. */
export type SharedCatalog = Readonly<Record<keyof SharedMessages, string>>;
