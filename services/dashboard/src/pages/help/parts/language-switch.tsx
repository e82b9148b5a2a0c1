import { languages, negotiate } from '@caselog/words/pages';
import { useMutation } from '@tanstack/react-query';
import { preferences } from '../../../app/preferences.ts';
import { useReaderLanguage } from '../../../words/reader.ts';
import { nameOfLanguage, say, speak } from '../words/words.ts';
import './language-switch.css';

/** Changes the language of these pages, and remembers it in this browser. What was written stays. */
export const LanguageSwitch = () => {
  const spoken = useReaderLanguage();
  const { mutate: change, isError } = useMutation({
    mutationFn: speak,
    onSuccess: (_, language) => preferences.set({ language }),
  });
  return (
    <>
      <select
        className="input language-switch"
        aria-label={say('site.language')}
        value={negotiate(spoken)}
        onChange={({ target }) => change(negotiate(target.value))}
      >
        {languages.map((each) => (
          <option key={each} value={each} lang={each}>
            {nameOfLanguage(each)}
          </option>
        ))}
      </select>
      {isError && (
        <span className="fault" role="alert">
          {say('problem.unreachable')}
        </span>
      )}
    </>
  );
};
