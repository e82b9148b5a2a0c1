import { Link } from '@tanstack/react-router';

/** For an address that leads nowhere. */
export const NotFoundPage = () => (
  <div className="plain">
    <h1>There is no such page</h1>
    <p>
      <Link to="/">Go to the first page</Link>
    </p>
  </div>
);
