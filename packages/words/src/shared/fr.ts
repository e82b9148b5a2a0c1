import type { SharedCatalog } from './messages.ts';

/** French. */
export const fr: SharedCatalog = {
  'error.title': 'Il y a un problème',
  'item.kind.reproduction-steps': 'Les étapes exactes qui provoquent le problème',
  'item.kind.troubleshooting-steps': 'Des étapes à essayer, et leur résultat',
  'item.kind.log-files': 'Fichiers journaux',
  'item.kind.message-headers': 'En-têtes du message',
  'item.kind.other': 'Informations complémentaires',
  'outcome.solved': 'Nous avons résolu le problème.',
  'outcome.self-serve': 'Voici comment vous pouvez résoudre le problème vous-même.',
  'outcome.answered': 'Voici notre réponse.',
  'outcome.missing-feature': 'Ce dont vous avez besoin n’existe pas encore. Nous l’avons noté comme souhait.',
  'outcome.not-reproduced': 'Nous n’avons pas pu reproduire le problème. Voici ce que nous recommandons.',
  'outcome.third-party-problem': 'Le problème vient d’un autre fournisseur. Voici à qui vous adresser.',
  'outcome.not-resolvable': 'Nous sommes désolés : nous ne pouvons pas résoudre ce problème.',
  'outcome.known-outage-resolved': 'La panne à l’origine de votre demande est terminée.',
  'outcome.no-reply': 'Nous l’avons close, faute de réponse de votre part.',
  'outcome.duplicate': 'Vous nous l’aviez déjà signalé ; nous continuons avec votre demande précédente.',
};
