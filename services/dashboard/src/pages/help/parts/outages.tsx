import type { HelpResponse } from '@caselog/api-contract';
import { formats, say } from '../words/words.ts';

type Outage = HelpResponse['outages'][number];

/** One outage: what it is, what it affects, and the last word on it. */
export const OutageWords = ({ outage }: { readonly outage: Outage }) => (
  <>
    <p dir="auto">{outage.lastWord}</p>
    <p className="muted">
      {outage.affects.length > 0 && (
        <>{say('start.outage.affects', { services: formats().list(outage.affects) })} · </>
      )}
      {say('start.outage.updated', { moment: formats().moment(outage.updatedAt) })}
    </p>
  </>
);

/** The known outages, as everybody may read them. */
export const Outages = ({ outages }: { readonly outages: readonly Outage[] }) => (
  <section aria-labelledby="outages">
    <h2 id="outages">{say('start.outages')}</h2>
    {outages.length === 0 ? (
      <p>{say('start.outages.none')}</p>
    ) : (
      <>
        <p>{say('start.outages.lead')}</p>
        <ul className="outages">
          {outages.map((outage) => (
            <li key={outage.outageId} className="notice" data-tone="warn">
              <div>
                <h3 dir="auto">{outage.title}</h3>
                <OutageWords outage={outage} />
              </div>
            </li>
          ))}
        </ul>
      </>
    )}
  </section>
);
