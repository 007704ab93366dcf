import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createGunzip, createGzip } from 'node:zlib';
import { Header } from 'tar';

// One file, a tar.gz that any tar opens. Nothing in it is larger than a part, so that neither side ever holds more.

export const PART_BYTES = 4 * 1024 * 1024;
const BLOCK = 512;
const END = 'end.json';

/** The file is not a whole backup. */
export class BrokenBackup extends Error {
  override readonly name = 'BrokenBackup';
}

export interface ArchiveWriter {
  add(path: string, body: Buffer): Promise<void>;
  /** Only now does the file get its name. */
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

export interface Entry {
  path: string;
  body: Buffer;
}

/** Its last entry is a hash over all the others, so that a file that was cut short is told from a whole one. */
export function writeArchive(file: string, madeAtMs: number): ArchiveWriter {
  const half = `${file}.part`;
  const out = createWriteStream(half, { mode: 0o600, flags: 'w' });
  const gzip = createGzip({ level: 6 });
  gzip.pipe(out);
  const hash = createHash('sha256');
  let fault: Error | null = null;
  const broke = (error: Error): void => void (fault ??= error);
  gzip.on('error', broke);
  out.on('error', broke);

  async function write(bytes: Buffer): Promise<void> {
    if (fault !== null) throw fault;
    if (!gzip.write(bytes))
      await Promise.race([once(gzip, 'drain'), once(out, 'error').then(([error]) => Promise.reject(error as Error))]);
  }

  async function add(path: string, body: Buffer): Promise<void> {
    const block = Buffer.alloc(BLOCK);
    new Header({
      path,
      size: body.length,
      mode: 0o600,
      uid: 0,
      gid: 0,
      mtime: new Date(madeAtMs),
      type: 'File',
    }).encode(block, 0);
    hash.update(path).update(body);
    await write(block);
    await write(body);
    await write(Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK));
  }

  return {
    add,
    async finish() {
      const sha256 = hash.copy().digest('hex');
      await add(END, Buffer.from(JSON.stringify({ sha256 })));
      await write(Buffer.alloc(2 * BLOCK));
      gzip.end();
      await once(out, 'close');
      if (fault !== null) throw fault;
      await toDisk(half);
      await rename(half, file);
    },
    async abandon() {
      gzip.destroy();
      out.destroy();
      await rm(half, { force: true });
    },
  };
}

async function toDisk(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The entries in turn; throws `BrokenBackup` at the end when anything was missing or changed. */
export async function* readArchive(file: string): AsyncGenerator<Entry> {
  const source = blocks(file);
  const hash = createHash('sha256');
  try {
    for (;;) {
      const head = await source.take(BLOCK);
      if (head.length < BLOCK) throw new BrokenBackup(`${file} ends in the middle`);
      const header = new Header(head, 0);
      if (!header.cksumValid || header.path === undefined || header.size === undefined)
        throw new BrokenBackup(`${file} is damaged`);
      if (header.size > 2 * PART_BYTES) throw new BrokenBackup(`${file} is no backup of Hawker`);
      const body = await source.take(header.size);
      await source.take((BLOCK - (header.size % BLOCK)) % BLOCK);
      if (body.length < header.size) throw new BrokenBackup(`${file} ends in the middle`);
      if (header.path === END) return assertWhole(file, body, hash.digest('hex'));
      hash.update(header.path).update(body);
      yield { path: header.path, body };
    }
  } finally {
    source.close();
  }
}

function assertWhole(file: string, body: Buffer, sha256: string): void {
  const end = JSON.parse(body.toString()) as { sha256?: string };
  if (end.sha256 !== sha256)
    throw new BrokenBackup(`${file} was changed or damaged: its hash is not that of its content`);
}

/** Bytes of the unpacked file in pieces of the wanted length; a shorter one only at the end. */
function blocks(file: string) {
  const stream = createReadStream(file);
  const gunzip = stream.on('error', (error) => gunzip.destroy(error)).pipe(createGunzip());
  const chunks = gunzip[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let held: Buffer = Buffer.alloc(0);
  async function take(length: number): Promise<Buffer> {
    const parts = [held];
    let have = held.length;
    while (have < length) {
      const next = await chunks.next().catch((error: unknown) => {
        throw new BrokenBackup(`${file} cannot be read as a backup`, { cause: error });
      });
      if (next.done === true) break;
      parts.push(next.value);
      have += next.value.length;
    }
    const all = parts.length === 1 ? held : Buffer.concat(parts);
    held = all.subarray(length);
    return all.subarray(0, length);
  }
  return {
    take,
    close() {
      stream.destroy();
      gunzip.destroy();
    },
  };
}
