/** Each language's name for itself, as a link to it reads, in the order of the policy. */
export const nativeNames = {
  en: 'English',
  es: 'Español',
  ja: '日本語',
  nl: 'Nederlands',
  de: 'Deutsch',
  fr: 'Français',
  it: 'Italiano',
  pt: 'Português',
  pl: 'Polski',
  tr: 'Türkçe',
  ru: 'Русский',
  ko: '한국어',
  zh: '中文',
  hi: 'हिन्दी',
} as const;
/** A language the desk writes in. */
export type Language = keyof typeof nativeNames;
export const languages = Object.keys(nativeNames) as readonly Language[];

const spoken = (wanted: string): Language | undefined => {
  const [first = ''] = wanted.toLowerCase().split('-');
  return languages.find((language) => language === first);
};

/**
 * The first of the wanted languages that the desk writes in, English when none is. Pure. `pt-BR` is read as `pt`; what is no
 * language tag at all is passed over.
 */
export const negotiate = (...wanted: readonly (string | null | undefined)[]): Language => {
  for (const each of wanted) {
    const found = each ? spoken(each) : undefined;
    if (found) return found;
  }
  return 'en';
};

/** The languages of an `Accept-Language` header, the most wanted first; those refused (`q=0`) are left out. Pure. Source: RFC 9110, 12.5.4. */
export const acceptedLanguages = (header: string | undefined): readonly string[] =>
  (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((each) => each.trim());
      const quality = parameters.find((each) => each.startsWith('q='));
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);

export type Direction = 'ltr' | 'rtl';
const rightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** In which direction a language is written. Pure. */
export const directionOf = (language: string): Direction =>
  rightToLeft.has(language.toLowerCase().split('-')[0] ?? '') ? 'rtl' : 'ltr';
