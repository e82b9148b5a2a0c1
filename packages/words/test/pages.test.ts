import { assert, beforeAll, describe, expect, it } from 'vitest';
import { catalogs } from '../src/index.ts';
import {
  createSay,
  languages,
  loadPageCatalog,
  pseudoLanguages,
  type PageCatalog,
  type PageKey,
  type PageMessages,
} from '../src/pages/index.ts';
import type { SharedCatalog } from '../src/shared/messages.ts';
import { argumentsOf, formsOf, pluralFormsOf } from './support/messages.ts';

let english: PageCatalog;
let keys: PageKey[];
beforeAll(async () => {
  english = await loadPageCatalog('en');
  keys = Object.keys(english) as PageKey[];
});

/** Words that other languages have taken over as they are, and messages without any. */
const alike =
  /^(?:file\.progress|promise\.because|contact\.(?:chat|email)|target\.resolution|item\.files|signIn\.token|site\.error|ask\.(?:progress|workaround\.\w+|access\.\w+)|request\.priority)$/;

describe.each(languages)('The pages in %s', (language) => {
  let catalog: PageCatalog;
  beforeAll(async () => {
    catalog = await loadPageCatalog(language);
  });

  it('have every message, none empty and none left in English', () => {
    expect(Object.keys(catalog)).toEqual(keys);
    for (const key of keys) {
      expect(catalog[key].trim(), key).toBe(catalog[key]);
      expect(catalog[key], key).not.toBe('');
      if (language !== 'en' && !alike.test(key)) expect(catalog[key], key).not.toBe(english[key]);
    }
  });

  it('take the arguments that English takes, and have every plural form the language has', () => {
    for (const key of keys) {
      expect(argumentsOf(catalog[key], language), key).toEqual(argumentsOf(english[key], 'en'));
      for (const forms of pluralFormsOf(catalog[key], language))
        expect(forms, key).toEqual(formsOf(language));
    }
  });

  it('say with the mails what both say, from the one file they share', async () => {
    const module = (await import(`../src/shared/${language}.ts`)) as Record<string, SharedCatalog>;
    const shared = module[language];
    assert(shared);
    expect(catalog).toMatchObject(shared);
    expect(catalogs[language]).toMatchObject(shared);
  });

  it('count', () => {
    const say = createSay<PageMessages>(language, catalog);
    for (const count of [0, 1, 2, 5, 21])
      for (const key of ['request.owner.requester', 'event.DataRequested', 'event.DataItemSupplied'] as const)
        expect(say(key, { count })).not.toMatch(/plural|undefined|[{}#]/);
  });
});

it.each(pseudoLanguages)('The pseudo-locale %s puts each message into brackets', async (language) => {
  const catalog = await loadPageCatalog(language);
  for (const key of keys) {
    expect(catalog[key], key).toMatch(/^\[.*\]$/s);
    expect(argumentsOf(catalog[key], 'en'), key).toEqual(argumentsOf(english[key], 'en'));
  }
});
