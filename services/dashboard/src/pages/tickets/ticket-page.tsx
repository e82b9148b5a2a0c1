export const TicketPage = () => <h1>Ticket</h1>;
