import fc from "fast-check";
import { matchesHost } from "../../src/host/host-pattern";
import { judgeHost } from "../../src/host/judge-host";

const codes = (given: string, allowBroadHost = false) =>
  judgeHost(given, { allowBroadHost }).findings.map(({ code }) => code);

test.each([
  "acme.com",
  "*.acme.com",
  "*.api.acme.co.uk",
  "{a,b}.api.acme.com",
  "{,www.}acme.com",
  "*.corp.internal",
  "localhost",
  "10.0.0.1",
  "::1",
  "[::1]",
  "s3.amazonaws.com",
  "+(a|b).acme.com",
  "@(a|b).acme.com",
  "[a-z]*.acme.com",
  "[!0-9]*.acme.com",
  "[^a_]*.acme.com",
  "[A-Z0-9-]*.acme.com",
  "[!a]*.acme.com",
  "www[.-]eu.acme.com",
  "{1..64}.acme.com",
  "_x.acme.com",
  "*.*.acme.com",
  "a.*.acme.com",
])("%s is a fine host", (given) => {
  expect(codes(given)).toEqual([]);
});

test.each(["*", "**", "*.com", "*.co.uk", "*acme.com", "acme.*", "*.github.io", "{acme,partner}.com", "10.0.0.*"])(
  "%s is too broad, unless that is allowed",
  (given) => {
    expect(codes(given)).toEqual(["host-too-broad"]);
    expect(codes(given, true)).toEqual([]);
  },
);

test.each([
  ["https://acme.com/x", 'write "acme.com"'],
  ["acme.com/x", 'write "acme.com"'],
  ["acme.com:8443", 'write "acme.com"'],
  ["https://acme.com:8443/x?y=1", 'write "acme.com"'],
  ["user@acme.com", 'write "acme.com"'],
  ["acme.com?x=1", 'write "acme.com"'],
  ["#acme.com", "write a host name, e.g. api.acme.com"],
  ["https://", "write a host name, e.g. api.acme.com"],
  ["a b.com", 'write "ab.com"'],
  ["a..b", 'write "a.b"'],
  [".acme.com", 'write "*.acme.com", or "acme.com"'],
  ["fe80::2%en0", 'write "fe80::2"'],
  ["[fe80::2%25en0]:8443", 'write "fe80::2"'],
  ["%2a.acme.com", 'write "*.acme.com"'],
  ["*.acme.com:*", 'write "*.acme.com"'],
  ["acme.com:{80,443}", 'write "acme.com"'],
  ["[::1]:443", 'write "[::1]"'],
  ["https://*.acme.com:*/v1/*", 'write "*.acme.com"'],
  ["192.168.0.0/16", "declare each address by itself, or the name in the URLs"],
  ["2001:db8::/48", "declare each address by itself, or the name in the URLs"],
  ["10.0.0.1-10.0.0.20", "declare each address by itself, or the name in the URLs"],
  ["a.acme.com, b.acme.com", 'declare each by itself: "a.acme.com", "b.acme.com"'],
  ["*.acme.com;*.acme.org", 'declare each by itself: "*.acme.com", "*.acme.org"'],
  ["https://a.acme.com https://b.acme.com", 'declare each by itself: "a.acme.com", "b.acme.com"'],
  ["'acme.com'", 'write "acme.com"'],
  ["^.*\\.acme\\.com$", 'write "*.acme.com"'],
  ["", "write a host name, e.g. api.acme.com"],
  ["bü*.example", "write the label in its xn-- form, or use * for the whole label"],
  ["[].acme.com", "write what it may match, e.g. [a-z]"],
  ["*[z-a].acme.com", "write what it may match, e.g. [a-z]"],
  ["[ab][$].acme.com", "write what it may match, e.g. [a-z]"],
  ["x[a,b].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["*[a$].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["*[a[].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["*[a|b].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["*[a*?].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["{1..65}.acme.com", "use a wildcard, or declare it in parts"],
  ["{1..1000000000}.acme.com", "use a wildcard, or declare it in parts"],
  [`${"a".repeat(64)}.acme.com`, "a label has at most 63"],
  [`${"abc.".repeat(70)}com`, "write a shorter pattern"],
])("%s can never match, and the fix is: %s", (given, fix) => {
  const { findings } = judgeHost(given);
  expect(findings).toMatchObject([{ code: "host-invalid", severity: "error", file: given, fix }]);
});

test.each(["!acme.com", "#acme.com", "{a.acme.com", "a\\b.acme.com", "*.ac me.com", "*.acme.com\n"])(
  "%j can never match",
  (given) => {
    expect(codes(given)).toEqual(["host-invalid"]);
  },
);

test.each([
  ["Acme.COM.", "acme.com"],
  ["*.Bücher.example", "*.xn--bcher-kva.example"],
  ["[2001:DB8::1]", "2001:db8::1"],
])("%s is normalised to %s", (given, pattern) => {
  expect(judgeHost(given).pattern).toBe(pattern);
});

test("a domain that is accepted matches itself", () => {
  fc.assert(
    fc.property(fc.domain(), (domain) => {
      const { pattern, findings } = judgeHost(domain);
      expect(findings).toEqual([]);
      expect(matchesHost(pattern, new URL(`https://${domain}`).hostname)).toBe(true);
    }),
  );
});

/** What people write where a host is asked for, whole and in pieces. */
const PIECES = [
  ...[
    "https://",
    "//",
    "user:pw@",
    "*.",
    ".",
    "..",
    "acme",
    "acme.com",
    "co.uk",
    "[::1]",
    "::1",
    "fe80::1",
    "%eth0",
    "%25lo",
  ],
  ...[
    "%2A",
    "%",
    ":443",
    ":*",
    ":",
    "/24",
    "/x?y=1",
    "?",
    "#",
    ", ",
    ",",
    ";",
    "|",
    " ",
    "\n",
    "{a,b}",
    "{",
    "}",
    "@(a|b)",
    "[",
  ],
  ...[
    "]",
    "[a-z]",
    "!",
    "^",
    "$",
    "\\.",
    "\\",
    "+",
    "(",
    ")",
    "10.0.0.0",
    "b\u00fccher",
    "\u200b",
    "\ud800",
    '"',
    "'",
    "-",
  ],
];
const written = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 7 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
);

test("no text makes it throw, and every host that a fix names is accepted", () => {
  fc.assert(
    fc.property(written, (given) => {
      for (const { fix } of judgeHost(given).findings) {
        const named = /^(?:write|declare each by itself:) (".*)$/s.exec(fix)?.[1];
        for (const host of named === undefined ? [] : JSON.parse(`[${named.replaceAll(", or ", ", ")}]`)) {
          expect([given, host, codes(host)]).toEqual([given, host, []]);
        }
      }
    }),
    { numRuns: 3000 },
  );
});

test("a text of a megabyte is told at once", () =>
  expect(judgeHost("*.".repeat(500_000)).findings[0]!.message).toContain("1000000 characters"));
