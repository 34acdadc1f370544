import type { Json } from './api-store.ts';

/**
 * A Secret or ConfigMap from the protobuf form of the API: Helm 3.18 and 4 send the Secrets of their releases so, 3.17
 * does not.
 * Decoded are `metadata.name`, `labels`, `annotations`, `data` and `type`, all that Helm's release storage uses.
 * Throws for another kind. Source: generated.proto of k8s.io/apimachinery runtime and meta/v1, k8s.io/api core/v1.
 */
export const fromProtobuf = (body: Buffer): Json => {
  // Four bytes of magic ("k8s\0"), then runtime.Unknown: 1 = TypeMeta, 2 = the object.
  const unknown = fields(body.subarray(4));
  const type = fields(bytes(unknown, 1));
  const kind = bytes(type, 2).toString();
  if (kind !== 'Secret' && kind !== 'ConfigMap') throw new Error(`cannot read a ${kind} in protobuf`);
  const object = fields(bytes(unknown, 2));
  const meta = fields(bytes(object, 1));
  const text = (value: Buffer): string => value.toString();
  const base64 = (value: Buffer): string => value.toString('base64');
  return {
    apiVersion: bytes(type, 1).toString(),
    kind,
    metadata: {
      name: bytes(meta, 1).toString(),
      labels: mapOf(meta, 11, text),
      annotations: mapOf(meta, 12, text),
    },
    data: mapOf(object, 2, kind === 'Secret' ? base64 : text),
    ...(kind === 'Secret' ? { type: bytes(object, 3).toString() } : {}),
  };
};

/** Whether a content type is the API's protobuf. */
export const isProtobuf = (contentType: string): boolean =>
  contentType.startsWith('application/vnd.kubernetes.protobuf');

/** The length-delimited fields of a message by their numbers, in order; fields of other wire types are passed over. */
type Fields = ReadonlyMap<number, readonly Buffer[]>;

const fields = (message: Buffer): Fields => {
  const found = new Map<number, Buffer[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) varint();
    else if (wireType === 2) {
      const length = varint();
      found.set(tag >> 3, [...(found.get(tag >> 3) ?? []), message.subarray(at, at + length)]);
      at += length;
    } else throw new Error(`cannot read protobuf wire type ${wireType}`);
  }
  return found;
};

const bytes = (from: Fields, number: number): Buffer => from.get(number)?.[0] ?? Buffer.alloc(0);

/** A protobuf map: one message an entry, 1 = key, 2 = value. */
const mapOf = (from: Fields, number: number, value: (raw: Buffer) => string): Json => {
  const entries = (from.get(number) ?? []).map(fields);
  return Object.fromEntries(entries.map((entry) => [bytes(entry, 1).toString(), value(bytes(entry, 2))]));
};
