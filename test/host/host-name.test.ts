import fc from "fast-check";
import { hostOf, normaliseHost } from "../../src/host/host-name";

test.each([
  ["www.acme.com", "www.acme.com"],
  ["WWW.Acme.COM", "www.acme.com"],
  ["acme.com.", "acme.com"],
  ["acme.com:8443", "acme.com"],
  ["bücher.example", "xn--bcher-kva.example"],
  ["_dmarc.acme.com", "_dmarc.acme.com"],
  ["localhost", "localhost"],
  ["127.1", "127.0.0.1"],
  ["0x7f.0.0.1", "127.0.0.1"],
  ["::1", "::1"],
  ["[::1]:8443", "::1"],
  ["2001:DB8:0::1", "2001:db8::1"],
])("%s is the host %s", (given, expected) => {
  expect(normaliseHost(given)).toBe(expected);
});

test.each(["", " ", "acme.com/x", "a b.com", "acme..com", "user@acme.com", "https://acme.com", "acme.com#x", "."])(
  "%j is refused with a typed error",
  (given) => {
    expect(() => normaliseHost(given)).toThrow(expect.objectContaining({ code: "invalid-host" }));
  },
);

test.each([
  ["https://user:secret@www.acme.com:8443/path?q#f", "www.acme.com"],
  ["https://[::1]:8443/", "::1"],
  ["www.acme.com:443", "www.acme.com"],
])("%s is a request for %s", (given, expected) => {
  expect(hostOf(given)).toBe(expected);
});

test("a host is normalised as the URL class does it, and normalising twice changes nothing", () => {
  fc.assert(
    fc.property(fc.domain(), fc.boolean(), (domain, upper) => {
      const host = upper ? domain.toUpperCase() : domain;
      const normal = normaliseHost(host);
      expect(normal).toBe(new URL(`https://${host}/`).hostname);
      expect(normaliseHost(normal)).toBe(normal);
    }),
  );
});

test("any text either has a normal form or is refused with a typed error", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      try {
        expect(normaliseHost(normaliseHost(text))).toBe(normaliseHost(text));
      } catch (error) {
        expect(error).toMatchObject({ code: "invalid-host" });
      }
    }),
    { numRuns: 2000 },
  );
});

describe("lengths are those of DNS", () => {
  const label = "a".repeat(63);
  const longest = `${label}.${label}.${label}.${"a".repeat(61)}`;

  test("253 characters, and 63 in a label", () => {
    expect(normaliseHost(longest)).toHaveLength(253);
    expect(normaliseHost(`${longest}.:8443`)).toBe(longest);
    expect(hostOf(`https://${longest}/`)).toBe(longest);
  });

  test.each([
    `${longest}a`,
    `${label}a.com`,
    `${label.toUpperCase()}A.com`,
    `https://${label}a.com/`,
    `https://${longest}a/`,
    // Longer in punycode than in letters.
    `${"ü".repeat(60)}.com`,
    "a.".repeat(50_000),
    `https://${"a.".repeat(50_000)}com`,
    "ü".repeat(1_000_000),
    `https://${"%61".repeat(100_000)}.com/`,
  ])("more are refused, in a short message", (given) => {
    expect(() => hostOf(given)).toThrow(
      expect.objectContaining({ code: "invalid-host", message: expect.stringMatching(/^.{1,250}$/s) }),
    );
  });

  test("a path and a query may be of any length", () => {
    expect(hostOf(`https://acme.com/${"x".repeat(100_000)}?${"y".repeat(100_000)}`)).toBe("acme.com");
    expect(hostOf(`https://acme.com?${"y".repeat(100_000)}`)).toBe("acme.com");
  });
});

test("a user and a password in a URL are in no message", () => {
  for (const url of ["https://user:CANARY@a b/", "https://user:CANARY@/", "https://user:CANARY@a..b/"]) {
    expect(() => hostOf(url)).toThrow(expect.objectContaining({ message: expect.not.stringContaining("CANARY") }));
  }
});
