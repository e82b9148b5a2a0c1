import { useEffect } from 'react';
import { browser } from '../../../time/browser.ts';
import { say } from '../words/words.ts';

/** Names the window, `Error: …` while something must be put right: the first thing a screen reader says. Source: GOV.UK design system. */
export const usePageTitle = (title: string, hasErrors = false): void => {
  const whole = `${hasErrors ? say('site.error', { title }) : title} · ${say('site.name')}`;
  useEffect(
    () =>
      // Behind the shell, which names the window after the route.
      browser.after(0, () => {
        document.title = whole;
      }),
    [whole],
  );
};
