import type { SharedCatalog } from './messages.ts';

/** Japanese. */
export const ja: SharedCatalog = {
  'error.title': '入力内容に問題があります',
  'item.kind.reproduction-steps': '問題が起きるまでの正確な手順',
  'item.kind.troubleshooting-steps': 'お試しいただく手順とその結果',
  'item.kind.log-files': 'ログファイル',
  'item.kind.message-headers': 'メッセージヘッダー',
  'item.kind.other': 'その他の情報',
  'outcome.solved': '問題を解決いたしました。',
  'outcome.self-serve': 'お客様ご自身で解決していただける方法は次のとおりです。',
  'outcome.answered': '回答は次のとおりです。',
  'outcome.missing-feature': 'ご希望の機能はまだございません。ご要望として記録いたしました。',
  'outcome.not-reproduced': '問題を再現できませんでした。次の方法をお勧めいたします。',
  'outcome.third-party-problem': '原因は他の事業者にあります。お問い合わせ先は次のとおりです。',
  'outcome.not-resolvable': '申し訳ございませんが、解決することができません。',
  'outcome.known-outage-resolved': 'お問い合わせの原因となった障害は復旧しました。',
  'outcome.no-reply': 'ご返信がなかったため、終了とさせていただきました。',
  'outcome.duplicate': '以前にも同じお問い合わせをいただいており、そちらで引き続き対応いたします。',
};
