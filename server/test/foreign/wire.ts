/**
 * Protocol Buffers by hand, so that what the fakes say comes from the documented field numbers alone and not from the
 * schema that the connectors read with.
 */

type Value = string | number | bigint | boolean | Uint8Array | Fields;
export interface Fields {
  [field: number]: Value | readonly Value[] | undefined;
}

/** A message from its fields by number: text, varints, bytes, messages inside; an array repeats its field. */
export function pb(fields: Fields): Buffer {
  const parts: Buffer[] = [];
  for (const [number, given] of Object.entries(fields)) {
    if (given === undefined) continue;
    for (const value of Array.isArray(given) ? (given as Value[]) : [given as Value]) {
      parts.push(one(Number(number), value));
    }
  }
  return Buffer.concat(parts);
}

function one(field: number, value: Value): Buffer {
  const tag = (kind: number): Buffer => varint((BigInt(field) << 3n) | BigInt(kind));
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean')
    return Buffer.concat([tag(0), varint(BigInt(value))]);
  const bytes =
    typeof value === 'string' ? Buffer.from(value) : value instanceof Uint8Array ? Buffer.from(value) : pb(value);
  return Buffer.concat([tag(2), varint(BigInt(bytes.length)), bytes]);
}

export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  while (left > 0x7fn) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  bytes.push(Number(left));
  return Buffer.from(bytes);
}

/** What came: every field's values in order, as numbers or bytes. */
export function read(bytes: Uint8Array): Map<number, (bigint | Buffer)[]> {
  const found = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const next = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = next();
    const kind = Number(tag & 7n);
    let value: bigint | Buffer;
    if (kind === 0) value = next();
    else {
      const length = kind === 2 ? Number(next()) : kind === 1 ? 8 : 4;
      value = Buffer.from(bytes.subarray(at, at + length));
      at += length;
    }
    const field = Number(tag >> 3n);
    found.set(field, [...(found.get(field) ?? []), value]);
  }
  return found;
}

export function textOf(message: Map<number, (bigint | Buffer)[]>, field: number): string {
  const value = message.get(field)?.[0];
  return Buffer.isBuffer(value) ? value.toString() : '';
}
