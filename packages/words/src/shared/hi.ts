import type { SharedCatalog } from './messages.ts';

/** Hindi. */
export const hi: SharedCatalog = {
  'error.title': 'एक समस्या है',
  'item.kind.reproduction-steps': 'वे ठीक-ठीक चरण जिनसे समस्या होती है',
  'item.kind.troubleshooting-steps': 'आज़माने के चरण और उनका परिणाम',
  'item.kind.log-files': 'लॉग फ़ाइलें',
  'item.kind.message-headers': 'संदेश के हेडर',
  'item.kind.other': 'अन्य जानकारी',
  'outcome.solved': 'हमने समस्या हल कर दी है।',
  'outcome.self-serve': 'समस्या को स्वयं हल करने के लिए आप यह कर सकते हैं।',
  'outcome.answered': 'हमारा उत्तर यह है।',
  'outcome.missing-feature': 'आपको जो सुविधा चाहिए, वह अभी उपलब्ध नहीं है। हमने इसे सुझाव के रूप में लिख लिया है।',
  'outcome.not-reproduced': 'हम समस्या को दोबारा उत्पन्न नहीं कर सके। हमारी सलाह यह है।',
  'outcome.third-party-problem': 'समस्या किसी अन्य प्रदाता की ओर से है। आप यहाँ संपर्क कर सकते हैं।',
  'outcome.not-resolvable': 'हमें खेद है: हम इसे हल नहीं कर सकते।',
  'outcome.known-outage-resolved': 'आपके अनुरोध के पीछे की रुकावट दूर हो गई है।',
  'outcome.no-reply': 'आपसे उत्तर न मिलने के कारण हमने इसे बंद कर दिया है।',
  'outcome.duplicate': 'आपने यह हमें पहले ही बताया था; हम आपके पिछले अनुरोध पर काम जारी रख रहे हैं।',
};
