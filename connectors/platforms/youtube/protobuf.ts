/**
 * As much of protobuf's wire format as one chat needs, driven by a table of field numbers: no .proto file, no
 * generated code, no library. A field that is unknown, or has another wire type than the table says, is passed over;
 * bytes that are not protobuf at all throw.
 */

type Scalar = 'string' | 'bytes' | 'uint32' | 'int64' | 'bool';

interface FieldSpec {
  no: number;
  is: Scalar | MessageSpec;
  repeated?: true;
  /** Takes the first text whatever its number: for messages whose numbers are not published. */
  anyText?: true;
}
export interface MessageSpec {
  [name: string]: FieldSpec;
}
export type Decoded = Record<string, unknown>;

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;
const utf8 = new TextDecoder();
const toUtf8 = new TextEncoder();

interface RawField {
  no: number;
  wire: number;
  varint: bigint;
  bytes: Uint8Array;
}

export function decode(spec: MessageSpec, bytes: Uint8Array): Decoded {
  const byNumber = new Map(Object.entries(spec).map(([name, field]) => [field.no, { name, field }]));
  const anyText = Object.entries(spec).find(([, field]) => field.anyText);
  const result: Decoded = {};
  for (const raw of readFields(bytes)) {
    const known = byNumber.get(raw.no);
    if (known) assign(result, known.name, known.field, raw);
    else if (anyText && raw.wire === DELIMITED) result[anyText[0]] ??= utf8.decode(raw.bytes);
  }
  return result;
}

function assign(result: Decoded, name: string, field: FieldSpec, raw: RawField) {
  const value = valueOf(field.is, raw);
  if (value === undefined) return;
  if (!field.repeated) result[name] = value;
  else if (Array.isArray(result[name])) (result[name] as unknown[]).push(value);
  else result[name] = [value];
}

function valueOf(is: FieldSpec['is'], raw: RawField): unknown {
  if (is === 'uint32' || is === 'int64' || is === 'bool') {
    if (raw.wire !== VARINT) return undefined;
    if (is === 'bool') return raw.varint !== 0n;
    return is === 'uint32' ? Number(BigInt.asUintN(32, raw.varint)) : BigInt.asIntN(64, raw.varint).toString();
  }
  if (raw.wire !== DELIMITED) return undefined;
  if (is === 'string') return utf8.decode(raw.bytes);
  return is === 'bytes' ? raw.bytes : decode(is, raw.bytes);
}

function* readFields(bytes: Uint8Array): Generator<RawField> {
  let at = 0;
  const need = (count: number) => {
    if (count > bytes.length - at) throw new Error('protobuf: the message is cut short');
  };
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      need(1);
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error('protobuf: a number is too long');
  };
  const take = (count: number) => {
    need(count);
    at += count;
    return bytes.subarray(at - count, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const raw: RawField = { no: tag >>> 3, wire: tag & 7, varint: 0n, bytes: new Uint8Array(0) };
    if (raw.no === 0) throw new Error('protobuf: field 0');
    if (raw.wire === VARINT) raw.varint = varint();
    else if (raw.wire === DELIMITED) raw.bytes = take(Number(varint()));
    else if (raw.wire === FIXED64) raw.bytes = take(8);
    else if (raw.wire === FIXED32) raw.bytes = take(4);
    else throw new Error(`protobuf: wire type ${raw.wire}`);
    yield raw;
  }
}

export function encode(spec: MessageSpec, message: object): Uint8Array {
  const out: number[] = [];
  const values = message as Record<string, unknown>;
  for (const [name, field] of Object.entries(spec)) {
    const value = values[name];
    if (value === undefined || value === null) continue;
    for (const one of field.repeated ? (value as unknown[]) : [value]) writeField(out, field, one);
  }
  return Uint8Array.from(out);
}

function writeField(out: number[], { no, is }: FieldSpec, value: unknown) {
  if (is === 'uint32' || is === 'int64' || is === 'bool') {
    writeVarint(out, BigInt(no) << 3n);
    return writeVarint(out, BigInt.asUintN(64, BigInt(value as number | string | boolean)));
  }
  const bytes = bytesOf(is, value);
  writeVarint(out, (BigInt(no) << 3n) | BigInt(DELIMITED));
  writeVarint(out, BigInt(bytes.length));
  for (const byte of bytes) out.push(byte);
}

function bytesOf(is: 'string' | 'bytes' | MessageSpec, value: unknown): Uint8Array {
  if (is === 'string') return toUtf8.encode(value as string);
  return is === 'bytes' ? (value as Uint8Array) : encode(is, value as object);
}

function writeVarint(out: number[], value: bigint) {
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  out.push(Number(rest));
}
