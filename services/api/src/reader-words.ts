import type { Pointer, Translations } from '@caselog/policy';
import {
  acceptedLanguages,
  loadPageCatalog,
  negotiate,
  type Language,
  type PageCatalog,
  type PageKey,
} from '@caselog/words/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';

type PolicyKey = Extract<PageKey, `policy.${string}`>;

/** Texts of a policy in a reader's language. */
export interface ReaderWords {
  readonly language: Language;
  /** What the desk wrote, in its own translation; what we wrote, in ours; everything else as it stands. */
  readonly text: (written: string, translations?: Translations) => string;
  readonly pointer: (pointer: Pointer) => { readonly text: string; readonly url: string };
}

const isPolicyKey = (key: string): key is PolicyKey => key.startsWith('policy.');

/** Our own texts by what they are in English: the reference policy's. Pure. */
const keysByText = (english: PageCatalog): ReadonlyMap<string, PolicyKey> =>
  new Map(
    Object.keys(english)
      .filter(isPolicyKey)
      .map((key) => [english[key], key]),
  );

const wordsIn = async (language: Language): Promise<ReaderWords> => {
  const catalog = await loadPageCatalog(language);
  const keys = keysByText(await loadPageCatalog('en'));
  const text: ReaderWords['text'] = (written, translations) => {
    const key = keys.get(written);
    return translations?.[language] ?? (key ? catalog[key] : written);
  };
  return {
    language,
    text,
    pointer: ({ translations, url, ...of }) => ({ text: text(of.text, translations), url }),
  };
};

const ready = new Map<Language, Promise<ReaderWords>>();

/** How this caller is spoken to: in the language it accepts most of those the desk writes in. The answer depends on that, and says so. */
export const readerWords = (request: FastifyRequest, reply: FastifyReply): Promise<ReaderWords> => {
  const language = negotiate(...acceptedLanguages(request.headers['accept-language']));
  void reply.header('vary', 'accept-language');
  const words = ready.get(language) ?? wordsIn(language);
  ready.set(language, words);
  return words;
};
