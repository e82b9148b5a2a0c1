export { alertsSchema, report, type Alert } from './alert.ts';
export { overHttp, overNats, type Desk } from './desk.ts';
export { serveAlerts } from './server.ts';
