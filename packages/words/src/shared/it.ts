import type { SharedCatalog } from './messages.ts';

/** Italian. */
export const it: SharedCatalog = {
  'error.title': 'C’è un problema',
  'item.kind.reproduction-steps': 'I passaggi esatti che causano il problema',
  'item.kind.troubleshooting-steps': 'Passaggi da provare e il loro risultato',
  'item.kind.log-files': 'File di log',
  'item.kind.message-headers': 'Intestazioni del messaggio',
  'item.kind.other': 'Altre informazioni',
  'outcome.solved': 'Abbiamo risolto il problema.',
  'outcome.self-serve': 'Ecco che cosa può fare per risolvere il problema.',
  'outcome.answered': 'Ecco la nostra risposta.',
  'outcome.missing-feature': 'Ciò che Le serve non esiste ancora. L’abbiamo annotato come richiesta.',
  'outcome.not-reproduced': 'Non siamo riusciti a riprodurre il problema. Ecco che cosa consigliamo.',
  'outcome.third-party-problem': 'Il problema riguarda un altro fornitore. Ecco a chi rivolgersi.',
  'outcome.not-resolvable': 'Siamo spiacenti: non possiamo risolverlo.',
  'outcome.known-outage-resolved': 'Il guasto alla base della Sua richiesta è terminato.',
  'outcome.no-reply': 'L’abbiamo chiusa perché non abbiamo ricevuto Sue notizie.',
  'outcome.duplicate': 'Ce l’aveva già segnalato; proseguiamo con la Sua richiesta precedente.',
};
