import type { Catalog } from '../messages.ts';
import { de as shared } from '../shared/de.ts';

/** German. */
export const de: Catalog = {
  ...shared,
  'mail.greeting': 'Guten Tag,',
  'mail.footer':
    'Sie erhalten diese E-Mail, weil Sie unseren Support um Hilfe gebeten haben. Sie wurde automatisch versandt.',
  'mail.request': 'Ihre Anfrage ansehen',
  'opened.subject': 'Wir haben Ihre Anfrage erhalten: {subject}',
  'opened.body': 'wir haben Ihre Anfrage „{subject}“ erhalten und kümmern uns darum.',
  'reply.subject': 'Antwort auf Ihre Anfrage: {subject}',
  'reply.body': 'wir haben eine Antwort auf Ihre Anfrage „{subject}“:',
  'data.subject': 'Wir brauchen noch etwas von Ihnen: {subject}',
  'data.body':
    'um mit Ihrer Anfrage „{subject}“ weiterzukommen, brauchen wir noch {count, plural, one {eine Angabe} other {# Angaben}} von Ihnen:',
  'reminder.subject': 'Erinnerung: Wir warten auf Ihre Antwort: {subject}',
  'reminder.body':
    'wir können mit Ihrer Anfrage „{subject}“ noch nicht weitermachen: {count, plural, =0 {Wir warten auf Ihre Antwort} one {Eine Angabe, um die wir gebeten haben, fehlt noch} other {# Angaben, um die wir gebeten haben, fehlen noch}}.',
  'resolved.subject': 'Ihre Anfrage ist erledigt: {subject}',
  'resolved.body': 'Ihre Anfrage „{subject}“ ist erledigt.',
  'resolved.reopen':
    'Falls sie für Sie nicht erledigt ist, sagen Sie uns bis zum {day} Bescheid; wir nehmen sie dann wieder auf.',
  'survey.title': 'Wie haben wir Ihre Anfrage bearbeitet?',
  'survey.intro': 'Ihre Anfrage „{subject}“ ist erledigt.',
  'survey.ask':
    'Wir möchten gern wissen, wie wir sie bearbeitet haben. Es ist eine einzige Frage und dauert eine Minute.',
  'survey.link': 'Sagen Sie uns, wie es war',
  'survey.until':
    'Die Frage ist bis zum {day} offen ({days, plural, =0 {heute} one {noch # Tag} other {noch # Tage}}).',
  'survey.unsubscribe': 'Keine Umfragen mehr',
  'survey.reminder.subject': 'Kurze Erinnerung: Wie haben wir Ihre Anfrage bearbeitet?',
  'survey.reminder.intro': 'wir würden gern noch von Ihnen hören, wie es mit Ihrer Anfrage „{subject}“ war.',
  'survey.question': 'Wie zufrieden sind Sie damit, wie Ihre Anfrage bearbeitet wurde?',
  'survey.score.5': 'Sehr zufrieden',
  'survey.score.4': 'Zufrieden',
  'survey.score.3': 'Weder zufrieden noch unzufrieden',
  'survey.score.2': 'Unzufrieden',
  'survey.score.1': 'Sehr unzufrieden',
  'survey.comment': 'Möchten Sie noch etwas hinzufügen? (freiwillig)',
  'survey.comment.hint': 'Bitte lassen Sie Passwörter und anderes Geheimes weg.',
  'survey.send': 'Absenden',
  'survey.change': 'Meine Antwort ändern',
  'survey.error.score': 'Wählen Sie aus, wie zufrieden Sie sind',
  'survey.error.comment':
    'Ihr Kommentar darf höchstens {max, plural, one {# Zeichen} other {# Zeichen}} lang sein',
  'survey.thanks.title': 'Vielen Dank',
  'survey.thanks.text': 'Ihre Antwort ist gespeichert. Sie können diese Seite schließen.',
  'survey.thanks.change': 'Sie können Ihre Antwort bis zum {day} ändern.',
  'survey.reopened.title': 'Wir arbeiten wieder an Ihrer Anfrage',
  'survey.reopened.text':
    'Sie wurde wieder aufgenommen, nachdem wir Sie gefragt hatten; darum haben wir keine Antwort gezählt. Wir fragen Sie, sobald sie erledigt ist. Danke für Ihre Geduld.',
  'survey.closed.title': 'Diese Umfrage ist beendet',
  'survey.closed.text': 'Die Zeit zum Antworten ist vorbei. Sie müssen nichts weiter tun.',
  'survey.unknown.title': 'Dieser Link funktioniert nicht',
  'survey.unknown.text':
    'Bitte öffnen Sie ihn noch einmal aus der E-Mail und prüfen Sie, ob die ganze Adresse kopiert wurde.',
  'page.languages': 'Sprachen',
  'unsubscribe.title': 'Keine Umfragen mehr?',
  'unsubscribe.text': 'E-Mails zu Ihren eigenen Anfragen bekommen Sie weiterhin.',
  'unsubscribe.send': 'Keine Umfragen mehr schicken',
  'unsubscribe.done.title': 'Sie bekommen keine Umfragen mehr',
  'unsubscribe.done.text': 'E-Mails zu Ihren eigenen Anfragen erreichen Sie weiterhin.',
  'unsubscribe.undo': 'Doch wieder fragen',
  'unsubscribe.undone.title': 'Wir fragen Sie wieder',
  'unsubscribe.undone.text': 'Danke. Sie bekommen Umfragen wie zuvor.',
};
