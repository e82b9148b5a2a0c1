import type { Catalog } from '../messages.ts';
import { nl as shared } from '../shared/nl.ts';

/** Dutch. */
export const nl: Catalog = {
  ...shared,
  'mail.greeting': 'Goedendag,',
  'mail.footer':
    'U ontvangt deze e-mail omdat u onze ondersteuning om hulp hebt gevraagd. Hij is automatisch verzonden.',
  'mail.request': 'Uw verzoek bekijken',
  'opened.subject': 'We hebben uw verzoek ontvangen: {subject}',
  'opened.body': 'We hebben uw verzoek ‘{subject}’ ontvangen en gaan ermee aan de slag.',
  'reply.subject': 'Antwoord op uw verzoek: {subject}',
  'reply.body': 'We hebben een antwoord op uw verzoek ‘{subject}’:',
  'data.subject': 'We hebben iets van u nodig: {subject}',
  'data.body':
    'Om verder te kunnen met uw verzoek ‘{subject}’ hebben we nog {count, plural, one {één gegeven} other {# gegevens}} van u nodig:',
  'reminder.subject': 'Herinnering: we wachten op uw antwoord: {subject}',
  'reminder.body':
    'We kunnen nog niet verder met uw verzoek ‘{subject}’: {count, plural, =0 {we wachten op uw antwoord} one {er ontbreekt nog één gegeven waar we om vroegen} other {er ontbreken nog # gegevens waar we om vroegen}}.',
  'resolved.subject': 'Uw verzoek is afgehandeld: {subject}',
  'resolved.body': 'Uw verzoek ‘{subject}’ is afgehandeld.',
  'resolved.reopen':
    'Is het voor u niet in orde, laat het ons dan vóór {day} weten; we pakken het dan weer op.',
  'survey.title': 'Hoe hebben we uw verzoek behandeld?',
  'survey.intro': 'Uw verzoek ‘{subject}’ is afgehandeld.',
  'survey.ask': 'We horen graag hoe we het hebben behandeld. Het is één vraag en kost een minuut.',
  'survey.link': 'Vertel ons hoe het ging',
  'survey.until':
    'De vraag staat open tot en met {day} ({days, plural, =0 {vandaag} one {nog # dag} other {nog # dagen}}).',
  'survey.unsubscribe': 'Geen enquêtes meer',
  'survey.reminder.subject': 'Korte herinnering: hoe hebben we uw verzoek behandeld?',
  'survey.reminder.intro': 'We horen nog graag van u over uw verzoek ‘{subject}’.',
  'survey.question': 'Hoe tevreden bent u over de behandeling van uw verzoek?',
  'survey.score.5': 'Zeer tevreden',
  'survey.score.4': 'Tevreden',
  'survey.score.3': 'Niet tevreden en niet ontevreden',
  'survey.score.2': 'Ontevreden',
  'survey.score.1': 'Zeer ontevreden',
  'survey.comment': 'Wilt u nog iets toevoegen? (niet verplicht)',
  'survey.comment.hint': 'Laat wachtwoorden en andere geheimen weg.',
  'survey.send': 'Versturen',
  'survey.change': 'Mijn antwoord wijzigen',
  'survey.error.score': 'Kies hoe tevreden u bent',
  'survey.error.comment':
    'Uw opmerking mag hoogstens {max, plural, one {# teken} other {# tekens}} lang zijn',
  'survey.thanks.title': 'Dank u wel',
  'survey.thanks.text': 'Uw antwoord is opgeslagen. U kunt deze pagina sluiten.',
  'survey.thanks.change': 'U kunt uw antwoord wijzigen tot en met {day}.',
  'survey.reopened.title': 'We werken weer aan uw verzoek',
  'survey.reopened.text':
    'Het is weer opgepakt nadat we u de vraag stelden; daarom hebben we geen antwoord geteld. We vragen het u zodra het is afgehandeld. Dank voor uw geduld.',
  'survey.closed.title': 'Deze enquête is gesloten',
  'survey.closed.text': 'De tijd om te antwoorden is voorbij. U hoeft niets te doen.',
  'survey.unknown.title': 'Deze link werkt niet',
  'survey.unknown.text': 'Open hem opnieuw vanuit de e-mail en controleer of het hele adres is gekopieerd.',
  'page.languages': 'Talen',
  'unsubscribe.title': 'Geen enquêtes meer?',
  'unsubscribe.text': 'E-mails over uw eigen verzoeken blijft u ontvangen.',
  'unsubscribe.send': 'Stuur mij geen enquêtes meer',
  'unsubscribe.done.title': 'U krijgt geen enquêtes meer',
  'unsubscribe.done.text': 'E-mails over uw eigen verzoeken blijven u bereiken.',
  'unsubscribe.undo': 'Vraag het mij toch weer',
  'unsubscribe.undone.title': 'We vragen het u weer',
  'unsubscribe.undone.text': 'Dank u. U krijgt enquêtes zoals voorheen.',
};
