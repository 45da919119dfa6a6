/**
 * The SHA-1 of a SHA-1 of a SHA-1 (FIPS 180-4, section 6.1), so many times. Node's own takes several times as long, as
 * it makes an object for each.
 *
 * @param digest 20 bytes
 */
export function repeatedSha1(digest: Buffer, times: number): Buffer {
  const state = Int32Array.from({ length: WORDS }, (_, i) => digest.readInt32BE(4 * i));
  const schedule = new Int32Array(80);
  for (let i = 0; i < times; i++) {
    schedule.fill(0, 0, 16);
    schedule.set(state);
    schedule[WORDS] = END_OF_MESSAGE;
    schedule[15] = 32 * WORDS;
    compress(schedule, state);
  }
  const result = Buffer.alloc(4 * WORDS);
  for (const [i, word] of state.entries()) result.writeInt32BE(word, 4 * i);
  return result;
}

const WORDS = 5;
const END_OF_MESSAGE = 0x80000000;

/** One block, of which the first 16 words of the schedule are given. */
function compress(w: Int32Array, hash: Int32Array): void {
  for (let i = 16; i < 80; i++) {
    const word = w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!;
    w[i] = (word << 1) | (word >>> 31);
  }
  let a = 0x67452301;
  let b = 0xefcdab89 | 0;
  let c = 0x98badcfe | 0;
  let d = 0x10325476;
  let e = 0xc3d2e1f0 | 0;
  for (let i = 0; i < 80; i++) {
    let f: number;
    if (i < 20) f = ((b & c) | (~b & d)) + 0x5a827999;
    else if (i < 40) f = (b ^ c ^ d) + 0x6ed9eba1;
    else if (i < 60) f = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    else f = (b ^ c ^ d) + 0xca62c1d6;
    const next = (((a << 5) | (a >>> 27)) + f + e + w[i]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  hash[0] = 0x67452301 + a;
  hash[1] = 0xefcdab89 + b;
  hash[2] = 0x98badcfe + c;
  hash[3] = 0x10325476 + d;
  hash[4] = 0xc3d2e1f0 + e;
}
