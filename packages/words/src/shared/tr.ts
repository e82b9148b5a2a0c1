import type { SharedCatalog } from './messages.ts';

/** Turkish. */
export const tr: SharedCatalog = {
  'error.title': 'Bir sorun var',
  'item.kind.reproduction-steps': 'Soruna yol açan adımların tamamı',
  'item.kind.troubleshooting-steps': 'Denenecek adımlar ve sonuçları',
  'item.kind.log-files': 'Günlük dosyaları',
  'item.kind.message-headers': 'İleti üst bilgileri',
  'item.kind.other': 'Diğer bilgiler',
  'outcome.solved': 'Sorunu çözdük.',
  'outcome.self-serve': 'Sorunu kendiniz çözmek için şunları yapabilirsiniz.',
  'outcome.answered': 'Yanıtımız şöyle.',
  'outcome.missing-feature': 'İhtiyacınız olan özellik henüz yok. Bunu bir istek olarak kaydettik.',
  'outcome.not-reproduced': 'Sorunu yeniden oluşturamadık. Önerilerimiz şöyle.',
  'outcome.third-party-problem': 'Sorun başka bir sağlayıcıdan kaynaklanıyor. Şuraya başvurabilirsiniz.',
  'outcome.not-resolvable': 'Üzgünüz: bunu çözemiyoruz.',
  'outcome.known-outage-resolved': 'Talebinize neden olan kesinti sona erdi.',
  'outcome.no-reply': 'Sizden haber alamadığımız için kapattık.',
  'outcome.duplicate': 'Bunu bize daha önce bildirmiştiniz; önceki talebinizle devam ediyoruz.',
};
