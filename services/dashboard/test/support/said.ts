import {
  createSay,
  loadPageCatalog,
  type PageLanguage,
  type PageMessages,
  type Say,
} from '@caselog/words/pages';
import type { BrowserContextOptions, Page } from 'playwright-core';

/** What the requester's pages say in a language, for tests to look for. */
export const saying = async (language: PageLanguage): Promise<Say<PageMessages>> =>
  createSay<PageMessages>(language, await loadPageCatalog(language));

/** A browser in which this language was chosen before. */
export const choosing = (url: string, language: PageLanguage): BrowserContextOptions => ({
  storageState: {
    cookies: [],
    origins: [
      {
        origin: url,
        localStorage: [{ name: 'caselog-preferences', value: JSON.stringify({ language }) }],
      },
    ],
  },
});

/**
 * What a page in a pseudo-locale shows outside the brackets that each message of the words has, and what reaches beyond its sides; one
 * line each, and none where all is well. What people wrote, moments and names of languages are no words of ours, and marked as such.
 */
export const strayTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const notOurs = 'bdi, time, blockquote, [dir=auto], option[lang], [aria-hidden=true], noscript, script';
    const isBare = (text: string): boolean => /\p{L}/u.test(text) && !/^\[.*\]$/su.test(text.trim());
    const free = document.querySelector('h1[dir=auto]')?.textContent;
    const names = document.title.split(' · ').filter((name) => name !== free);
    const found = names.filter(isBare).map((name) => `title: ${name}`);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { textContent: text, parentElement: around } = texts.currentNode;
      if (text && !around?.closest(notOurs) && isBare(text)) found.push(`text: ${text}`);
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'])
      for (const element of document.body.querySelectorAll(`[${name}]`)) {
        const text = element.getAttribute(name) ?? '';
        if (!element.matches(notOurs) && isBare(text)) found.push(`${name}: ${text}`);
      }
    const { scrollWidth, clientWidth, dir } = document.documentElement;
    if (scrollWidth > clientWidth) {
      const beyond = [...document.body.querySelectorAll('*')].filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < 0 || right > clientWidth;
      });
      const innermost = beyond.filter(
        (element) => !beyond.some((other) => element.contains(other) && other !== element),
      );
      found.push(
        ...innermost.map(({ tagName, className, id }) => `beyond the window: ${tagName}#${id}.${className}`),
      );
    }
    if (dir !== 'rtl') found.push(`dir: ${dir}`);
    return found.map((each) => `${location.pathname}${location.search} ${each}`);
  });
