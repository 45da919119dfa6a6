// Writes DER, also wrong DER on purpose: what certificate libraries refuse to make.

export function tlv(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

export const sequence = (...contents: Buffer[]) => tlv(0x30, ...contents);
export const set = (...contents: Buffer[]) => tlv(0x31, ...contents);
export const octetString = (content: Buffer) => tlv(0x04, content);
export const bitString = (content: Buffer, unused = 0) => tlv(0x03, Buffer.from([unused]), content);
export const boolean = (value: boolean) => tlv(0x01, Buffer.from([value ? 0xff : 0]));
export const nothing = () => tlv(0x05);
export const utf8String = (text: string) => tlv(0x0c, Buffer.from(text));

export function integer(value: number | bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  return tlv(0x02, bytes[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tlv(0x06, Buffer.concat([first * 40 + second, ...rest].map(base128)));
}

function base128(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest & 0x7f));
  return Buffer.from(bytes);
}

export function pem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${
    der
      .toString("base64")
      .match(/.{1,64}/g)
      ?.join("\n") ?? ""
  }\n-----END ${label}-----\n`;
}
