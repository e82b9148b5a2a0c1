import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderAttachments } from '@caselog/attachments';
import { createClient, type UploadAnswer } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, problemOf } from './desk.ts';
import { peopledDesk, question, referredTicket, type PeopledDesk } from './people.ts';

let folder: string;
let desk: PeopledDesk;
let ticketId: string;

const bytesMax = 100_000;
const log = Buffer.from('08:40 sign-in refused\n');
const name = 'Annas “log”; ünïcode.txt';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caselog-api-files-'));
  const limits = { fileBytesMax: bytesMax };
  const attachments = await openFolderAttachments({ folder, env: systemEnv, limits });
  desk = await peopledDesk({}, systemEnv, () => ({}), attachments);
  ticketId = await referredTicket(desk, 'open-1');
});
afterEach(async () => {
  await desk.app.close();
  await rm(folder, { recursive: true });
});

type Who = keyof PeopledDesk['people'];

const upload = (who: Who, content: Buffer, type = 'text/plain', id = ticketId) =>
  desk.app.inject({
    method: 'POST',
    url: `/tickets/${id}/attachments`,
    headers: { authorization: desk.people[who].authorization, 'content-type': type },
    payload: content,
  });
const supply = (commandId: string, files: readonly object[], id = ticketId, who: Who = 'requester') =>
  desk.people[who].send(id, { commandId, type: 'SupplyDataItem', data: { itemId: 'item-1', files } });
const handedIn = async (): Promise<UploadAnswer> => (await upload('requester', log)).json<UploadAnswer>();
const kept = async (): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
};

describe('A file', () => {
  it('is handed in, named by a command, and downloaded as it was, never shown in place', async () => {
    const file = await handedIn();
    expect(file).toMatchObject({ sizeBytes: log.length, mediaType: 'text/plain' });
    expect((await supply('s-1', [{ ...file, name }])).statusCode).toBe(200);

    for (const who of ['requester', 'agent', 'lead'] as const) {
      const response = await desk.people[who].get(`/tickets/${ticketId}/attachments/${file.digest}`);
      expect(response.statusCode).toBe(200);
      expect(response.rawPayload).toEqual(log);
      expect(response.headers).toMatchObject({
        'content-type': 'text/plain',
        'content-length': String(log.length),
        'content-disposition':
          'attachment; filename="Annas _log__ _n_code.txt"; ' +
          "filename*=UTF-8''Annas%20%E2%80%9Clog%E2%80%9D%3B%20%C3%BCn%C3%AFcode.txt",
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, no-store',
      });
    }
  });

  it('is named in the ledger by digest, size and type, and its name is shown to nobody who may not read it', async () => {
    const file = await handedIn();
    await supply('s-1', [{ ...file, name }]);
    const suppliedTo = async (who: Who) => {
      const { history } = (await desk.people[who].get(`/tickets/${ticketId}`)).json<{
        history: { type: string; data: { files: object[] } }[];
      }>();
      return history.find(({ type }) => type === 'DataItemSupplied')?.data.files;
    };
    expect(await suppliedTo('agent')).toEqual([{ ...file, name }]);
    expect(await suppliedTo('analyst')).toEqual([{ ...file, name: '[withheld]' }]);
    expect(await suppliedTo('partner')).toEqual([{ ...file, name: '[withheld]' }]);
    for (const who of ['analyst', 'partner'] as const)
      expect((await desk.people[who].get(`/tickets/${ticketId}/attachments/${file.digest}`)).statusCode).toBe(
        403,
      );
  });

  it.each([
    [
      'that is longer than one may be',
      Buffer.alloc(bytesMax + 1, 'a'),
      413,
      'file-too-large',
      '100000 bytes',
    ],
    [
      'that is a program, whatever it is said to be',
      Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(99)]),
      415,
      'file-type-not-taken',
      'application/x-msdownload',
    ],
    ['that is empty', Buffer.alloc(0), 400, 'malformed-request', 'empty'],
  ])('%s is refused with its reason, and nothing is kept', async (_, content, status, type, detail) => {
    const problem = problemOf(await upload('requester', content, 'image/png'));
    expect(problem).toMatchObject({ status, type: `urn:caselog:problem:${type}` });
    expect(problem.detail).toContain(detail);
    expect(await kept()).toBe(0);
  });

  it('of the largest size is taken', async () => {
    expect((await upload('requester', Buffer.alloc(bytesMax, 'a'))).statusCode).toBe(201);
  });

  it('whose way is cut leaves nothing', async () => {
    const port = await listen(desk);
    const send = httpRequest({
      port,
      method: 'POST',
      path: `/tickets/${ticketId}/attachments`,
      headers: { authorization: desk.people.requester.authorization, 'content-length': 50_000 },
    });
    send.on('error', () => undefined);
    send.write('half of it');
    while ((await readdir(join(folder, 'incoming'))).length === 0) await systemEnv.sleep(10);
    send.destroy();
    while ((await readdir(join(folder, 'incoming'))).length > 0) await systemEnv.sleep(10);
    expect(await kept()).toBe(0);
  });

  it('is sent by the SDK over a real connection, streamed', async () => {
    const port = await listen(desk);
    const token = desk.people.requester.authorization.replace('Bearer ', '');
    const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, token });
    expect(await client.uploadAttachment(ticketId, new Blob([log]))).toMatchObject({ sizeBytes: log.length });
    await expect(client.uploadAttachment(ticketId, Buffer.alloc(bytesMax + 1, 'a'))).rejects.toMatchObject({
      kind: 'file-too-large',
    });
  });
});

describe('A digest', () => {
  it('opens no file of another ticket, neither by its address nor by a command', async () => {
    const file = await handedIn();
    const other = await referredTicket(desk, 'open-2');
    const named = { ...file, name };
    expect(problemOf(await supply('s-1', [named], other))).toMatchObject({
      status: 403,
      type: 'urn:caselog:problem:denied',
      reason: 'attachment',
    });
    expect(problemOf(await supply('s-2', [{ ...named, sizeBytes: 1 }]))).toMatchObject({
      reason: 'attachment',
    });
    for (const id of [other, ticketId])
      expect(
        problemOf(await desk.people.requester.get(`/tickets/${id}/attachments/${file.digest}`)),
      ).toMatchObject({ status: 404, type: 'urn:caselog:problem:no-such-file' });
    expect(JSON.stringify(await desk.refusals())).not.toContain('Annas');
  });

  it('is found by nobody who may not read the ticket', async () => {
    const file = await handedIn();
    await supply('s-1', [{ ...file, name }]);
    const stranger = await desk.issuer.mintToken({
      role: 'requester',
      subject: 'requester-2',
      customerId: 'customer-1',
      ttlMs: 60_000,
    });
    const response = await desk
      .by(`Bearer ${stranger}`)
      .get(`/tickets/${ticketId}/attachments/${file.digest}`);
    expect(problemOf(response)).toMatchObject({ type: 'urn:caselog:problem:no-such-ticket' });
  });
});

it('takes no file for a ticket that waits for nothing, or from whom it does not wait for', async () => {
  const opened = await desk.people.agent.post('/tickets', { commandId: 'open-3', data: question });
  const { ticketId: id } = opened.json<{ ticketId: string }>();
  expect(problemOf(await upload('requester', log, 'text/plain', id))).toMatchObject({
    status: 409,
    type: 'urn:caselog:problem:forbidden-transition',
  });
  for (const who of ['partner', 'analyst'] as const)
    expect(problemOf(await upload(who, log))).toMatchObject({ status: 403 });
  expect(await kept()).toBe(0);
});
