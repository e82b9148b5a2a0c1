import { describe, expect, it } from 'vitest';
import {
  catalogs,
  createWords,
  directionOf,
  languages,
  nativeNames,
  negotiate,
  pseudo,
  wordsIn,
  type MessageKey,
} from '../src/index.ts';
import { acceptedLanguages } from '../src/pages/index.ts';
import { argumentsOf, formsOf, pluralFormsOf } from './support/messages.ts';

const keys = Object.keys(catalogs.en) as MessageKey[];

describe.each(languages)('The words in %s', (language) => {
  const catalog = catalogs[language];

  it('have every message, none empty and none left in English', () => {
    expect(Object.keys(catalog)).toEqual(keys);
    for (const key of keys) expect(catalog[key].trim(), key).toBe(catalog[key]);
    for (const key of keys) expect(catalog[key], key).not.toBe('');
    if (language === 'en') return;
    expect(keys.filter((key) => catalog[key] === catalogs.en[key])).toEqual([]);
  });

  it('take the arguments that English takes', () => {
    for (const key of keys)
      expect(argumentsOf(catalog[key], language), key).toEqual(argumentsOf(catalogs.en[key], 'en'));
  });

  it('have every plural form the language has, and no other', () => {
    for (const key of keys)
      for (const forms of pluralFormsOf(catalog[key], language))
        expect(forms, key).toEqual(formsOf(language));
  });

  it('can all be said, for any number', () => {
    const words = wordsIn(language);
    for (const key of keys)
      for (const count of [0, 1, 2, 5, 21, 1_000_000]) {
        const values = { subject: '<b>{x}</b>', count, days: count, max: count, day: 'X' };
        const said = (words.say as (key: MessageKey, values: object) => string)(key, values);
        expect(said).not.toMatch(/plural|undefined|#/);
        if (catalog[key].includes('{subject}')) expect(said).toContain('<b>{x}</b>');
      }
  });
});

describe('Plurals', () => {
  const until = (language: keyof typeof catalogs, days: number): string =>
    wordsIn(language).say('survey.until', { day: 'X', days });

  it.each([
    ['en', 1, '1 more day)'],
    ['en', 2, '2 more days)'],
    ['pl', 1, 'jeszcze 1 dzień'],
    ['pl', 3, 'jeszcze 3 dni'],
    ['pl', 5, 'jeszcze 5 dni'],
    ['ru', 1, 'ещё 1 день'],
    ['ru', 3, 'ещё 3 дня'],
    ['ru', 5, 'ещё 5 дней'],
    ['ru', 21, 'ещё 21 день'],
    ['ja', 3, 'あと3日'],
  ] as const)('in %s read %d as "%s"', (language, days, words) => {
    expect(until(language, days)).toContain(words);
  });
});

describe('A language', () => {
  it('is the first wanted one that the desk writes in, else English', () => {
    expect(negotiate('pt-BR', 'de')).toBe('pt');
    expect(negotiate('sv', 'de-AT')).toBe('de');
    expect(negotiate(undefined, null, '')).toBe('en');
    expect(negotiate('nonsense!', 'zh-Hant-TW')).toBe('zh');
  });

  it('is read from what a browser accepts, by how much it is wanted', () => {
    expect(acceptedLanguages('fr;q=0.5, de-CH, en;q=0.7, ja;q=0')).toEqual(['de-CH', 'en', 'fr']);
    expect(acceptedLanguages(undefined)).toEqual([]);
    expect(acceptedLanguages('*, ;q=x')).toEqual(['*']);
  });

  it('has a name of its own', () => {
    expect(new Set(Object.values(nativeNames)).size).toBe(14);
    for (const language of languages) {
      const named = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? '';
      expect(nativeNames[language].toLowerCase()).toBe(named.toLowerCase());
    }
  });

  it('knows its direction', () => {
    for (const language of languages) expect(directionOf(language)).toBe('ltr');
    expect(directionOf('ar-EG')).toBe('rtl');
    expect(createWords('he', catalogs.en).dir).toBe('rtl');
  });

  it('writes a day in its own way, in the zone of its reader', () => {
    const at = '2026-03-16T23:30:00.000Z';
    expect(wordsIn('en').day(at, 'UTC')).toBe('March 16, 2026');
    expect(wordsIn('en').day(at, 'Asia/Tokyo')).toBe('March 17, 2026');
    expect(wordsIn('de').day(at, 'Europe/Berlin')).toBe('17. März 2026');
    expect(wordsIn('ja').day(at, 'UTC')).toBe('2026年3月16日');
  });
});

describe('The pseudo-locale', () => {
  it('is longer by 40 %, bracketed, and still takes its arguments', () => {
    const words = createWords('en', pseudo(catalogs.en));
    for (const key of keys) {
      const values = { subject: 'subject', count: 2, days: 2, max: 2, day: 'X' };
      const said = (words.say as (key: MessageKey, values: object) => string)(key, values);
      expect(said, key).toMatch(/^\[.*\]$/s);
      expect(pseudo(catalogs.en)[key].length).toBeGreaterThanOrEqual(catalogs.en[key].length * 1.4);
      if (catalogs.en[key].includes('{subject}')) expect(said).toContain('subject');
    }
    expect(words.say('survey.until', { day: 'X', days: 3 })).toContain('3 möré dáýš');
  });
});
