import type { ChannelsResponse } from '@caselog/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useNow } from '../../../time/ticker.ts';
import { useReaderLanguage } from '../../../words/reader.ts';
import { momentAhead } from '../words/moments.ts';
import { nameOfLanguage, say } from '../words/words.ts';
import { Select } from './fields.tsx';
import { channelsQuery, useHelp } from './queries.ts';

type Channel = ChannelsResponse['channels'][number];

const peoples = ['phone', 'chat', 'email'] as const;
const isForPeople = (channel: string): channel is (typeof peoples)[number] =>
  (peoples as readonly string[]).includes(channel);

const Standing = ({ channel, language }: { readonly channel: Channel; readonly language: string }) => {
  const { served, open, opensAt, closesAt } = channel;
  const words = useNow((nowMs) => {
    if (!served) return say('contact.notServed', { language: nameOfLanguage(language) });
    if (open)
      return closesAt === null
        ? say('contact.open')
        : say('contact.openUntil', { moment: momentAhead(closesAt, nowMs) });
    return opensAt === null
      ? say('contact.closed')
      : say('contact.opens', { moment: momentAhead(opensAt, nowMs) });
  });
  return (
    <span className="chip">
      <span className="glyph" aria-hidden="true" data-open={open}>
        {open ? '●' : '○'}
      </span>
      {words}
    </span>
  );
};

/** How the desk is reached without the form, in a language of the reader's choice: visible at every step. */
export const Channels = ({ initial }: { readonly initial: string }) => {
  const id = useId();
  const [chosen, setChosen] = useState<string>();
  const language = chosen ?? initial;
  const { data: help } = useHelp();
  const { data } = useQuery(channelsQuery(language, useReaderLanguage()));
  const languages = [...new Set([language, ...(help?.languages ?? [])])];
  return (
    <aside className="channels" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{say('contact.title')}</h2>
      <Select
        id={`${id}-language`}
        label={say('contact.language')}
        value={language}
        choices={languages.map((each) => ({ value: each, label: nameOfLanguage(each) }))}
        onChange={setChosen}
      />
      <dl>
        {(data?.channels ?? []).map((channel) =>
          isForPeople(channel.channel) ? (
            <div key={channel.channel}>
              <dt>{say(`contact.${channel.channel}`)}</dt>
              <dd>
                <Standing channel={channel} language={language} />
                {channel.access !== null && (
                  <span className="muted" dir="auto">
                    {channel.access}
                  </span>
                )}
              </dd>
            </div>
          ) : null,
        )}
      </dl>
    </aside>
  );
};
