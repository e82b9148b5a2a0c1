import type { SharedCatalog } from './messages.ts';

/** Polish. */
export const pl: SharedCatalog = {
  'error.title': 'Wystąpił problem',
  'item.kind.reproduction-steps': 'Dokładne kroki, które powodują problem',
  'item.kind.troubleshooting-steps': 'Kroki do wypróbowania i ich wynik',
  'item.kind.log-files': 'Pliki dziennika',
  'item.kind.message-headers': 'Nagłówki wiadomości',
  'item.kind.other': 'Dalsze informacje',
  'outcome.solved': 'Rozwiązaliśmy problem.',
  'outcome.self-serve': 'Oto co można zrobić, aby samodzielnie rozwiązać problem.',
  'outcome.answered': 'Oto nasza odpowiedź.',
  'outcome.missing-feature': 'Tego, czego Państwo potrzebują, jeszcze nie ma. Zapisaliśmy to jako życzenie.',
  'outcome.not-reproduced': 'Nie udało nam się odtworzyć problemu. Oto nasze zalecenia.',
  'outcome.third-party-problem': 'Problem leży po stronie innego dostawcy. Oto do kogo można się zwrócić.',
  'outcome.not-resolvable': 'Przykro nam: nie możemy tego rozwiązać.',
  'outcome.known-outage-resolved': 'Awaria, której dotyczyło zgłoszenie, została usunięta.',
  'outcome.no-reply': 'Zamknęliśmy je, ponieważ nie otrzymaliśmy odpowiedzi.',
  'outcome.duplicate': 'Otrzymaliśmy już takie zgłoszenie; kontynuujemy pracę nad wcześniejszym.',
};
