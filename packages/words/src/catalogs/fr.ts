import type { Catalog } from '../messages.ts';
import { fr as shared } from '../shared/fr.ts';

/** French. */
export const fr: Catalog = {
  ...shared,
  'mail.greeting': 'Bonjour,',
  'mail.footer':
    'Vous recevez ce message parce que vous avez demandé de l’aide à notre assistance. Il a été envoyé automatiquement.',
  'mail.request': 'Voir votre demande',
  'opened.subject': 'Nous avons reçu votre demande : {subject}',
  'opened.body': 'Nous avons reçu votre demande « {subject} » et allons nous en occuper.',
  'reply.subject': 'Réponse à votre demande : {subject}',
  'reply.body': 'Nous avons une réponse à votre demande « {subject} » :',
  'data.subject': 'Nous avons besoin d’informations : {subject}',
  'data.body':
    'Pour avancer sur votre demande « {subject} », il nous faut {count, plural, one {un élément} many {# d’éléments} other {# éléments}} de votre part :',
  'reminder.subject': 'Rappel : nous attendons votre réponse : {subject}',
  'reminder.body':
    'Nous ne pouvons pas encore avancer sur votre demande « {subject} » : {count, plural, =0 {nous attendons votre réponse} one {il manque un élément que nous vous avons demandé} many {il manque # d’éléments que nous vous avons demandés} other {il manque # éléments que nous vous avons demandés}}.',
  'resolved.subject': 'Votre demande est résolue : {subject}',
  'resolved.body': 'Votre demande « {subject} » est résolue.',
  'resolved.reopen': 'Si elle ne l’est pas pour vous, dites-le-nous avant le {day} et nous la reprendrons.',
  'survey.title': 'Comment avons-nous traité votre demande ?',
  'survey.intro': 'Votre demande « {subject} » est résolue.',
  'survey.ask':
    'Nous aimerions savoir comment nous l’avons traitée. C’est une seule question, qui prend une minute.',
  'survey.link': 'Dites-nous comment cela s’est passé',
  'survey.until':
    'La question reste ouverte jusqu’au {day} ({days, plural, =0 {aujourd’hui} one {encore # jour} many {encore # de jours} other {encore # jours}}).',
  'survey.unsubscribe': 'Ne plus recevoir d’enquêtes',
  'survey.reminder.subject': 'Petit rappel : comment avons-nous traité votre demande ?',
  'survey.reminder.intro': 'Nous aimerions toujours avoir votre avis sur votre demande « {subject} ».',
  'survey.question': 'Dans quelle mesure êtes-vous satisfait(e) du traitement de votre demande ?',
  'survey.score.5': 'Très satisfait(e)',
  'survey.score.4': 'Satisfait(e)',
  'survey.score.3': 'Ni satisfait(e) ni insatisfait(e)',
  'survey.score.2': 'Insatisfait(e)',
  'survey.score.1': 'Très insatisfait(e)',
  'survey.comment': 'Souhaitez-vous ajouter quelque chose ? (facultatif)',
  'survey.comment.hint': 'Merci de n’indiquer ni mot de passe ni autre secret.',
  'survey.send': 'Envoyer',
  'survey.change': 'Modifier ma réponse',
  'survey.error.score': 'Choisissez votre degré de satisfaction',
  'survey.error.comment':
    'Votre commentaire doit comporter au plus {max, plural, one {# caractère} many {# de caractères} other {# caractères}}',
  'survey.thanks.title': 'Merci',
  'survey.thanks.text': 'Votre réponse est enregistrée. Vous pouvez fermer cette page.',
  'survey.thanks.change': 'Vous pouvez modifier votre réponse jusqu’au {day}.',
  'survey.reopened.title': 'Nous travaillons de nouveau sur votre demande',
  'survey.reopened.text':
    'Elle a été reprise depuis notre question ; aucune réponse n’a donc été comptée. Nous vous interrogerons une fois qu’elle sera réglée. Merci de votre patience.',
  'survey.closed.title': 'Cette enquête est close',
  'survey.closed.text': 'Le délai de réponse est écoulé. Vous n’avez rien à faire.',
  'survey.unknown.title': 'Ce lien ne fonctionne pas',
  'survey.unknown.text':
    'Ouvrez-le de nouveau depuis le message et vérifiez que l’adresse entière a été copiée.',
  'page.languages': 'Langues',
  'unsubscribe.title': 'Ne plus recevoir d’enquêtes ?',
  'unsubscribe.text': 'Vous recevrez toujours les messages concernant vos propres demandes.',
  'unsubscribe.send': 'Ne plus m’envoyer d’enquêtes',
  'unsubscribe.done.title': 'Vous ne recevrez plus d’enquêtes',
  'unsubscribe.done.text': 'Les messages concernant vos propres demandes vous parviendront toujours.',
  'unsubscribe.undo': 'Me réinterroger finalement',
  'unsubscribe.undone.title': 'Nous vous interrogerons de nouveau',
  'unsubscribe.undone.text': 'Merci. Vous recevrez des enquêtes comme avant.',
};
