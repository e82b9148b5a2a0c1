import { Mail } from './mail.tsx';
import { Quarantine } from './quarantine.tsx';
import { Standing } from './standing.tsx';
import './operations.css';

/** How the desk's parts are doing: relays and read models, what is held, and the mails. */
export const OperationsPage = () => (
  <div className="operations">
    <h1>Operations</h1>
    <Standing />
    <Quarantine />
    <Mail />
  </div>
);
