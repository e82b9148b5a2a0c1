import type { SharedCatalog } from './messages.ts';

/** Dutch. */
export const nl: SharedCatalog = {
  'error.title': 'Er is een probleem',
  'item.kind.reproduction-steps': 'De precieze stappen die het probleem veroorzaken',
  'item.kind.troubleshooting-steps': 'Stappen om te proberen, en wat dat opleverde',
  'item.kind.log-files': 'Logbestanden',
  'item.kind.message-headers': 'Kopregels van het bericht',
  'item.kind.other': 'Verdere informatie',
  'outcome.solved': 'We hebben het probleem opgelost.',
  'outcome.self-serve': 'Zo kunt u het probleem zelf oplossen.',
  'outcome.answered': 'Dit is ons antwoord.',
  'outcome.missing-feature': 'Wat u nodig hebt, bestaat nog niet. We hebben het als wens genoteerd.',
  'outcome.not-reproduced': 'We konden het probleem niet nabootsen. Dit raden we u aan.',
  'outcome.third-party-problem': 'Het probleem ligt bij een andere aanbieder. Hier kunt u terecht.',
  'outcome.not-resolvable': 'Het spijt ons: dit kunnen we niet oplossen.',
  'outcome.known-outage-resolved': 'De storing achter uw verzoek is voorbij.',
  'outcome.no-reply': 'We hebben het gesloten omdat we niets van u hebben gehoord.',
  'outcome.duplicate': 'U had dit al gemeld; we gaan verder met uw eerdere verzoek.',
};
