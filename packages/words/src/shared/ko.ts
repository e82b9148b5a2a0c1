import type { SharedCatalog } from './messages.ts';

/** Korean. */
export const ko: SharedCatalog = {
  'error.title': '문제가 있습니다',
  'item.kind.reproduction-steps': '문제가 발생하는 정확한 순서',
  'item.kind.troubleshooting-steps': '시도해 볼 단계와 그 결과',
  'item.kind.log-files': '로그 파일',
  'item.kind.message-headers': '메시지 헤더',
  'item.kind.other': '그 밖의 정보',
  'outcome.solved': '문제를 해결했습니다.',
  'outcome.self-serve': '다음 방법으로 직접 해결하실 수 있습니다.',
  'outcome.answered': '답변은 다음과 같습니다.',
  'outcome.missing-feature': '필요하신 기능은 아직 없습니다. 요청 사항으로 기록해 두었습니다.',
  'outcome.not-reproduced': '문제를 재현하지 못했습니다. 다음을 권해 드립니다.',
  'outcome.third-party-problem': '다른 업체 쪽의 문제입니다. 다음으로 문의해 주세요.',
  'outcome.not-resolvable': '죄송합니다. 이 문제는 해결해 드릴 수 없습니다.',
  'outcome.known-outage-resolved': '문의의 원인이 된 장애가 해소되었습니다.',
  'outcome.no-reply': '회신이 없어 문의를 종료했습니다.',
  'outcome.duplicate': '이전에 같은 문의를 주셨으며, 그 문의에서 계속 처리하겠습니다.',
};
