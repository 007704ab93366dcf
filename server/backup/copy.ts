import type pg from 'pg';

// PostgreSQL's COPY over a client of pg, which knows the messages but has no call for them: an object that is
// submitted like a query and told of each message. Memory stays at one piece: the socket is paused meanwhile.

interface Wire {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
  stream: {
    pause(): void;
    resume(): void;
    writableNeedDrain: boolean;
    once(event: 'drain', listener: () => void): void;
  };
}
type Submit = (query: object) => void;
const submitTo = (client: pg.ClientBase, query: object): void =>
  (client.query as unknown as Submit).call(client, query);

/** What every submitted object may be told and need not care about. */
const deaf = { handleRowDescription() {}, handleDataRow() {}, handlePortalSuspended() {}, handleEmptyQuery() {} };

/** COPY … TO STDOUT: `take` gets the text in pieces of a few rows to a few kilobytes and is waited for. */
export function copyOut(
  client: pg.ClientBase,
  sql: string,
  take: (piece: Buffer) => Promise<void> | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed: unknown = null;
    let pending: Promise<void> = Promise.resolve();
    submitTo(client, {
      ...deaf,
      submit: (wire: Wire) => void wire.query(sql),
      handleCopyInResponse() {},
      handleCopyData(message: { chunk: Buffer }, wire: Wire) {
        if (failed !== null) return;
        // The piece lies in a buffer that pg uses again.
        const waiting = take(Buffer.from(message.chunk));
        if (waiting === undefined) return;
        wire.stream.pause();
        pending = Promise.all([pending, waiting]).then(
          () => wire.stream.resume(),
          (error: unknown) => {
            failed = error;
            wire.stream.resume();
          },
        );
      },
      handleCommandComplete() {},
      // pg forgets a query that failed: no ready-for-query is told after it.
      handleError: (error: Error) => reject(asError(failed ?? error)),
      handleReadyForQuery() {
        pending.then(() => (failed === null ? resolve() : reject(asError(failed))), reject);
      },
    });
  });
}

/** COPY … FROM STDIN with the pieces in turn. */
export function copyIn(client: pg.ClientBase, sql: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed: unknown = null;
    submitTo(client, {
      ...deaf,
      submit: (wire: Wire) => void wire.query(sql),
      handleCopyInResponse(wire: Wire) {
        send(wire, pieces, () => failed !== null).then(
          () => wire.endCopyFrom(),
          (error: unknown) => {
            failed ??= error;
            // The server answers with an error of its own, which ends the COPY without keeping anything.
            wire.sendCopyFail('the rows to restore could not be read');
          },
        );
      },
      handleCopyData() {},
      handleCommandComplete() {},
      handleError(error: Error) {
        failed ??= error;
        reject(asError(failed));
      },
      handleReadyForQuery: () => resolve(),
    });
  });
}

async function send(wire: Wire, pieces: AsyncIterable<Buffer>, over: () => boolean): Promise<void> {
  for await (const piece of pieces) {
    if (over()) return;
    wire.sendCopyFromChunk(piece);
    if (wire.stream.writableNeedDrain) await new Promise<void>((resolve) => wire.stream.once('drain', resolve));
  }
}

const asError = (value: unknown): Error => (value instanceof Error ? value : new Error(String(value)));
