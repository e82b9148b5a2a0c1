import type { SharedCatalog } from './messages.ts';

/** Chinese, in simplified characters. */
export const zh: SharedCatalog = {
  'error.title': '存在问题',
  'item.kind.reproduction-steps': '导致问题的确切步骤',
  'item.kind.troubleshooting-steps': '请尝试的步骤及其结果',
  'item.kind.log-files': '日志文件',
  'item.kind.message-headers': '邮件标头',
  'item.kind.other': '其他信息',
  'outcome.solved': '我们已解决该问题。',
  'outcome.self-serve': '您可以按以下方法自行解决该问题。',
  'outcome.answered': '以下是我们的答复。',
  'outcome.missing-feature': '您需要的功能目前尚不存在，我们已将其记录为建议。',
  'outcome.not-reproduced': '我们未能重现该问题。以下是我们的建议。',
  'outcome.third-party-problem': '问题出在其他服务商。您可以联系以下单位。',
  'outcome.not-resolvable': '很抱歉，我们无法解决该问题。',
  'outcome.known-outage-resolved': '与您的请求有关的故障已排除。',
  'outcome.no-reply': '由于没有收到您的回复，我们已将其关闭。',
  'outcome.duplicate': '您此前已告知过我们；我们会在较早的请求中继续处理。',
};
