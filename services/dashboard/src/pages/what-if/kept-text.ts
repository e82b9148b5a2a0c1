import { useState } from 'react';

const place = 'caselog-what-if';

/** What was written here and is not the policy in force as it is: it stays in the tab, as drafts do. */
export const useKeptText = (): readonly [string | undefined, (text: string | undefined) => void] => {
  const [text, setText] = useState(() => sessionStorage.getItem(place) ?? undefined);
  const keep = (changed: string | undefined): void => {
    setText(changed);
    if (changed === undefined) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, changed);
  };
  return [text, keep];
};
