import type { SharedCatalog } from './messages.ts';

/** Russian. */
export const ru: SharedCatalog = {
  'error.title': 'Что-то не так',
  'item.kind.reproduction-steps': 'Точные действия, которые приводят к проблеме',
  'item.kind.troubleshooting-steps': 'Действия, которые стоит попробовать, и их результат',
  'item.kind.log-files': 'Файлы журналов',
  'item.kind.message-headers': 'Заголовки письма',
  'item.kind.other': 'Дополнительные сведения',
  'outcome.solved': 'Мы устранили проблему.',
  'outcome.self-serve': 'Вот что можно сделать, чтобы решить проблему самостоятельно.',
  'outcome.answered': 'Вот наш ответ.',
  'outcome.missing-feature': 'Того, что вам нужно, пока нет. Мы записали это как пожелание.',
  'outcome.not-reproduced': 'Нам не удалось воспроизвести проблему. Вот что мы рекомендуем.',
  'outcome.third-party-problem': 'Проблема на стороне другого поставщика. Вот куда можно обратиться.',
  'outcome.not-resolvable': 'К сожалению, мы не можем это решить.',
  'outcome.known-outage-resolved': 'Сбой, вызвавший ваше обращение, устранён.',
  'outcome.no-reply': 'Мы закрыли его, так как не получили от вас ответа.',
  'outcome.duplicate': 'Вы уже сообщали нам об этом; мы продолжаем работу над прежним обращением.',
};
