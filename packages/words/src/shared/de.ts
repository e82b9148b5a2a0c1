import type { SharedCatalog } from './messages.ts';

/** German. */
export const de: SharedCatalog = {
  'error.title': 'Es gibt ein Problem',
  'item.kind.reproduction-steps': 'Die genauen Schritte, die zum Problem führen',
  'item.kind.troubleshooting-steps': 'Schritte zum Ausprobieren und was dabei herauskam',
  'item.kind.log-files': 'Protokolldateien',
  'item.kind.message-headers': 'Kopfzeilen der Nachricht',
  'item.kind.other': 'Weitere Angaben',
  'outcome.solved': 'Wir haben das Problem behoben.',
  'outcome.self-serve': 'So können Sie das Problem selbst beheben.',
  'outcome.answered': 'Das ist unsere Antwort.',
  'outcome.missing-feature': 'Was Sie brauchen, gibt es noch nicht. Wir haben es als Wunsch vermerkt.',
  'outcome.not-reproduced': 'Wir konnten das Problem nicht nachstellen. Das empfehlen wir Ihnen.',
  'outcome.third-party-problem':
    'Das Problem liegt bei einem anderen Anbieter. Dorthin können Sie sich wenden.',
  'outcome.not-resolvable': 'Es tut uns leid: Das können wir nicht lösen.',
  'outcome.known-outage-resolved': 'Die Störung hinter Ihrer Anfrage ist behoben.',
  'outcome.no-reply': 'Wir haben sie geschlossen, weil wir nichts von Ihnen gehört haben.',
  'outcome.duplicate': 'Sie hatten uns das schon gemeldet; wir machen mit Ihrer früheren Anfrage weiter.',
};
