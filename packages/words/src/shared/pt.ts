import type { SharedCatalog } from './messages.ts';

/** Portuguese. */
export const pt: SharedCatalog = {
  'error.title': 'Há um problema',
  'item.kind.reproduction-steps': 'Os passos exatos que causam o problema',
  'item.kind.troubleshooting-steps': 'Passos para experimentar e o seu resultado',
  'item.kind.log-files': 'Arquivos de log',
  'item.kind.message-headers': 'Cabeçalhos da mensagem',
  'item.kind.other': 'Mais informações',
  'outcome.solved': 'Resolvemos o problema.',
  'outcome.self-serve': 'Isto é o que você pode fazer para resolver o problema.',
  'outcome.answered': 'Esta é a nossa resposta.',
  'outcome.missing-feature': 'O que você precisa ainda não existe. Anotamos como sugestão.',
  'outcome.not-reproduced': 'Não conseguimos reproduzir o problema. Isto é o que recomendamos.',
  'outcome.third-party-problem': 'O problema está em outro fornecedor. Veja a quem recorrer.',
  'outcome.not-resolvable': 'Lamentamos: não podemos resolver isto.',
  'outcome.known-outage-resolved': 'A falha que motivou a sua solicitação terminou.',
  'outcome.no-reply': 'Encerramos porque não tivemos notícias suas.',
  'outcome.duplicate': 'Você já nos tinha avisado; continuamos com a sua solicitação anterior.',
};
