import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Reads the mailer's book, while no mailer holds it: how often it wrote down that it hands a survey's mail over. */
export const attemptsIn = (home: string): ((ticketId: string, episode: number) => number) => {
  const path = join(home, 'mailer.sqlite');
  if (!existsSync(path)) return () => 0;
  const db = new DatabaseSync(path);
  const rows = db
    .prepare(
      `select substr(mail_id, 8) as survey, count(*) as attempts from attempt where mail_id like 'survey.%' group by 1`,
    )
    .all();
  db.close();
  const counts = new Map(rows.map(({ survey, attempts }) => [String(survey), Number(attempts)]));
  return (ticketId, episode) => counts.get(`${ticketId}.${episode}`) ?? 0;
};
