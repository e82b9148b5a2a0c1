import type { Catalog } from '../messages.ts';
import { pl as shared } from '../shared/pl.ts';

/** Polish. */
export const pl: Catalog = {
  ...shared,
  'mail.greeting': 'Dzień dobry,',
  'mail.footer':
    'Ta wiadomość została wysłana automatycznie, ponieważ zwrócono się z tego adresu o pomoc do naszego wsparcia.',
  'mail.request': 'Zobacz zgłoszenie',
  'opened.subject': 'Otrzymaliśmy Państwa zgłoszenie: {subject}',
  'opened.body': 'otrzymaliśmy Państwa zgłoszenie „{subject}” i zajmiemy się nim.',
  'reply.subject': 'Odpowiedź na Państwa zgłoszenie: {subject}',
  'reply.body': 'mamy odpowiedź na Państwa zgłoszenie „{subject}”:',
  'data.subject': 'Potrzebujemy od Państwa informacji: {subject}',
  'data.body':
    'aby kontynuować pracę nad zgłoszeniem „{subject}”, potrzebujemy od Państwa {count, plural, one {jednej informacji} few {# informacji} many {# informacji} other {# informacji}}:',
  'reminder.subject': 'Przypomnienie: czekamy na Państwa odpowiedź: {subject}',
  'reminder.body':
    'nie możemy jeszcze kontynuować pracy nad zgłoszeniem „{subject}”: {count, plural, =0 {czekamy na Państwa odpowiedź} one {brakuje jednej informacji, o którą prosiliśmy} few {brakuje # informacji, o które prosiliśmy} many {brakuje # informacji, o które prosiliśmy} other {brakuje # informacji, o które prosiliśmy}}.',
  'resolved.subject': 'Państwa zgłoszenie zostało rozwiązane: {subject}',
  'resolved.body': 'Państwa zgłoszenie „{subject}” zostało rozwiązane.',
  'resolved.reopen':
    'Jeśli sprawa nie jest dla Państwa zakończona, prosimy o wiadomość do {day}, a wrócimy do niej.',
  'survey.title': 'Jak obsłużyliśmy Państwa zgłoszenie?',
  'survey.intro': 'Państwa zgłoszenie „{subject}” zostało rozwiązane.',
  'survey.ask':
    'Chcielibyśmy wiedzieć, jak oceniają Państwo naszą obsługę. To jedno pytanie i zajmuje minutę.',
  'survey.link': 'Prosimy o ocenę',
  'survey.until':
    'Odpowiedzieć można do {day} ({days, plural, =0 {dziś} one {jeszcze # dzień} few {jeszcze # dni} many {jeszcze # dni} other {jeszcze # dnia}}).',
  'survey.unsubscribe': 'Nie chcę więcej ankiet',
  'survey.reminder.subject': 'Krótkie przypomnienie: jak obsłużyliśmy Państwa zgłoszenie?',
  'survey.reminder.intro': 'nadal chętnie poznamy Państwa opinię o obsłudze zgłoszenia „{subject}”.',
  'survey.question': 'Na ile są Państwo zadowoleni z obsługi zgłoszenia?',
  'survey.score.5': 'Bardzo zadowoleni',
  'survey.score.4': 'Zadowoleni',
  'survey.score.3': 'Ani zadowoleni, ani niezadowoleni',
  'survey.score.2': 'Niezadowoleni',
  'survey.score.1': 'Bardzo niezadowoleni',
  'survey.comment': 'Czy chcieliby Państwo coś dodać? (nieobowiązkowo)',
  'survey.comment.hint': 'Prosimy nie podawać haseł ani innych poufnych danych.',
  'survey.send': 'Wyślij',
  'survey.change': 'Zmień odpowiedź',
  'survey.error.score': 'Prosimy wybrać ocenę',
  'survey.error.comment':
    'Komentarz może mieć najwyżej {max, plural, one {# znak} few {# znaki} many {# znaków} other {# znaku}}',
  'survey.thanks.title': 'Dziękujemy',
  'survey.thanks.text': 'Odpowiedź została zapisana. Można zamknąć tę stronę.',
  'survey.thanks.change': 'Odpowiedź można zmienić do {day}.',
  'survey.reopened.title': 'Znów pracujemy nad Państwa zgłoszeniem',
  'survey.reopened.text':
    'Wróciliśmy do niego po wysłaniu pytania, dlatego nie policzyliśmy żadnej odpowiedzi. Zapytamy, gdy sprawa będzie zakończona. Dziękujemy za cierpliwość.',
  'survey.closed.title': 'Ta ankieta jest zamknięta',
  'survey.closed.text': 'Czas na odpowiedź minął. Nie trzeba nic robić.',
  'survey.unknown.title': 'Ten odnośnik nie działa',
  'survey.unknown.text': 'Prosimy otworzyć go ponownie z wiadomości i sprawdzić, czy skopiowano cały adres.',
  'page.languages': 'Języki',
  'unsubscribe.title': 'Nie wysyłać więcej ankiet?',
  'unsubscribe.text': 'Wiadomości o własnych zgłoszeniach będą nadal przychodzić.',
  'unsubscribe.send': 'Nie wysyłajcie mi więcej ankiet',
  'unsubscribe.done.title': 'Nie będziemy więcej wysyłać ankiet',
  'unsubscribe.done.text': 'Wiadomości o własnych zgłoszeniach będą nadal przychodzić.',
  'unsubscribe.undo': 'Jednak chcę dostawać ankiety',
  'unsubscribe.undone.title': 'Będziemy znów pytać o opinię',
  'unsubscribe.undone.text': 'Dziękujemy. Ankiety będą przychodzić jak dotąd.',
};
