export const QueuePage = () => <h1>Queue</h1>;
