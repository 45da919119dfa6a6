import { createHash } from "node:crypto";
import fc from "fast-check";
import { repeatedSha1 } from "../../src/pkcs12/repeated-sha1";

test("a digest is hashed again and again, as Node's own SHA-1 does it", () => {
  const digests = fc.uint8Array({ minLength: 20, maxLength: 20 });
  const property = fc.property(digests, fc.nat(300), (bytes, times) => {
    let expected = Buffer.from(bytes);
    for (let i = 0; i < times; i++) expected = createHash("sha1").update(expected).digest();
    expect(repeatedSha1(Buffer.from(bytes), times)).toEqual(expected);
  });
  fc.assert(property, {
    examples: [
      [new Uint8Array(20), 0],
      [new Uint8Array(20).fill(0xff), 1],
    ],
  });
});
